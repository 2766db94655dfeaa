"use client";
import { Field as BaseField } from "@base-ui/react/field";
import { type ComponentProps, use } from "react";
import { FieldContext } from "@/components/ui/field-context";
import { controlStyle } from "@/components/ui/input";
import { cn } from "@/lib/cn";

/** Grows with its text. Named by the `Field` around it or by `aria-label`. */
export function Textarea({ className, rows = 2, ...props }: ComponentProps<"textarea">) {
  const { required } = use(FieldContext);
  return (
    <BaseField.Control
      render={
        <textarea
          aria-required={required || undefined}
          {...props}
          rows={rows}
          className={cn(controlStyle(), "field-sizing-content h-auto max-h-48 min-h-14 resize-y py-1.5", className)}
        />
      }
    />
  );
}
