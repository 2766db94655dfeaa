"use client";
import { Controller, type UseFormReturn } from "react-hook-form";
import { expiryText } from "@/components/robots/expiry-text";
import { FieldError } from "@/components/robots/field-error";
import { localSeconds, type RefreshForm, type RenewalChoice } from "@/components/robots/refresh-form";
import { Input } from "@/components/ui/input";
import { RadioGroup, type RadioItem } from "@/components/ui/radio-group";
import { epochSeconds, expiresAfter } from "@/lib/access/expiry";
import { days } from "@/lib/number-text";

type RenewalFieldProps = {
  form: UseFormReturn<RefreshForm>;
  /** Epoch seconds. */
  expiresAt: number;
  /** In days. */
  lifetime: number;
};

/** Renews the expiry with the secret. Shows the resulting date. */
export function RenewalField({ form, expiresAt, lifetime }: RenewalFieldProps) {
  const [renewal, until] = form.watch(["renewal", "renewalUntil"]);
  const items: RadioItem<RenewalChoice>[] = [
    { value: "keep", label: "Keep the current one" },
    { value: "days", label: `Renew for ${days(lifetime)}` },
    { value: "until", label: "Choose a date" },
  ];
  const message = form.formState.errors.renewal?.message;
  const result = resultOf(renewal, { expiresAt, lifetime, until: localSeconds(until) });
  return (
    <div className="flex flex-col gap-2">
      <Controller
        control={form.control}
        name="renewal"
        render={({ field }) => (
          <RadioGroup label="Expiration" inline items={items} value={field.value} onValueChange={field.onChange} />
        )}
      />
      {renewal === "until" ? (
        <Input
          type="datetime-local"
          aria-label="The robot account expires on"
          aria-invalid={message ? true : undefined}
          aria-describedby="renewal-error"
          className="w-56"
          {...form.register("renewalUntil", { deps: "renewal" })}
        />
      ) : null}
      <FieldError id="renewal-error" message={message} />
      <p aria-live="polite" className="min-h-4 text-muted text-xs">
        {message ? "" : result}
      </p>
    </div>
  );
}

type Dates = { expiresAt: number; lifetime: number; until: number | null };

function resultOf(renewal: RenewalChoice, { expiresAt, lifetime, until }: Dates): string {
  const at = renewal === "keep" ? expiresAt : renewal === "days" ? expiresAfter(lifetime, epochSeconds()) : until;
  if (at === null) return "";
  return at > epochSeconds() ? `It expires on ${expiryText(at)}.` : `It expired on ${expiryText(at)} and can’t log in.`;
}
