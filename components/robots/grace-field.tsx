"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import { FieldError } from "@/components/robots/field-error";
import { GRACE_SECONDS, type GraceChoice, localInput, type RefreshForm } from "@/components/robots/refresh-form";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { RadioGroup, type RadioItem } from "@/components/ui/radio-group";

const CHOICES: readonly RadioItem<GraceChoice>[] = [
  { value: "none", label: "Stop it now" },
  { value: "hour", label: "1 hour" },
  { value: "day", label: "1 day" },
  { value: "week", label: "7 days" },
  { value: "until", label: "Until…" },
];

type GraceFieldProps = { form: UseFormReturn<RefreshForm>; maxGraceSeconds: number };

/** How long the old secret keeps working. */
export function GraceField({ form, maxGraceSeconds }: GraceFieldProps) {
  const grace = form.watch("grace");
  const items = CHOICES.filter(({ value }) => value === "until" || GRACE_SECONDS[value] <= maxGraceSeconds);
  const days = maxGraceSeconds / GRACE_SECONDS.day;
  return (
    <div className="flex flex-col gap-2">
      <Controller
        control={form.control}
        name="grace"
        render={({ field }) => (
          <RadioGroup
            label="How long does the old secret keep working?"
            inline
            items={items}
            value={field.value}
            onValueChange={field.onChange}
          />
        )}
      />
      {grace === "until" ? (
        <Input
          type="datetime-local"
          aria-label="The old secret works until"
          aria-invalid={form.formState.errors.grace ? true : undefined}
          aria-describedby="grace-error"
          max={localInput(Math.floor(Date.now() / 1000) + maxGraceSeconds)}
          className="w-56"
          {...form.register("graceUntil", { deps: "grace" })}
        />
      ) : null}
      <FieldError id="grace-error" message={form.formState.errors.grace?.message} />
      {grace === "none" || grace === "until" ? null : (
        <Controller
          control={form.control}
          name="fromFirstUse"
          render={({ field }) => (
            <Checkbox
              label="Count from the first use of the new secret"
              description={`Until then the old one keeps working, for at most ${days === 1 ? "1 day" : `${days} days`}.`}
              checked={field.value}
              onCheckedChange={field.onChange}
            />
          )}
        />
      )}
    </div>
  );
}
