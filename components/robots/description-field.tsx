"use client";
import type { UseFormRegisterReturn } from "react-hook-form";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";
import { numberText } from "@/lib/number-text";
import { MAX_DESCRIPTION } from "@/lib/robots/schema";

type DescriptionFieldProps = { text: string; error: string | undefined; registration: UseFormRegisterReturn };

/** In the direction of its own text. Counts as the server does, without the spaces around. */
export function DescriptionField({ text, error, registration }: DescriptionFieldProps) {
  const used = text.trim().length;
  const count = `${numberText(used)} of ${numberText(MAX_DESCRIPTION)} characters`;
  return (
    <Field label="Description" hint={used > 0 ? count : undefined} error={error}>
      <Textarea dir="auto" {...registration} />
    </Field>
  );
}
