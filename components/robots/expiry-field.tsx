"use client";
import { type Ref, useId, useState } from "react";
import { defaultDays, expiryWithin, presetDays } from "@/components/robots/expiry-policy";
import { expiryText, parseDays, resultText } from "@/components/robots/expiry-text";
import { FieldError } from "@/components/robots/field-error";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useNow } from "@/components/ui/now";
import { RadioGroup, type RadioItem } from "@/components/ui/radio-group";
import { NEVER } from "@/lib/access/expiry";
import { cn } from "@/lib/cn";
import { type EffectivePolicy, limitText, neverFault } from "@/lib/policies/permissions";
import type { ExpiryChange } from "@/lib/robots/schema";

type ExpiryFieldProps = {
  /** The days input, focused when it is invalid. */
  ref?: Ref<HTMLInputElement>;
  value: ExpiryChange;
  onChange: (value: ExpiryChange) => void;
  error?: string;
  policy: EffectivePolicy;
  /** The stored expiry, which can be kept. Epoch seconds; -1 for never. */
  current?: number;
};

/** Shows the resulting date before saving. */
export function ExpiryField({ ref, value, onChange, error, policy, current }: ExpiryFieldProps) {
  const id = useId();
  const now = useNow();
  const [days, setDays] = useState(String(value.kind === "days" ? value.days : defaultDays(policy)));
  const isBlank = value.kind === "days" && days.trim() === "";
  const shownError = (isBlank ? undefined : faultOf(policy, value)) ?? error;
  const type = (text: string) => {
    setDays(text);
    onChange({ kind: "days", days: parseDays(text) });
  };
  const isNew = current === undefined;
  return (
    <div className="flex flex-col gap-2">
      <RadioGroup
        label="Expiration"
        inline
        items={choices(current, policy)}
        value={value.kind}
        onValueChange={(kind) => onChange(kind === "days" ? { kind, days: parseDays(days) } : { kind })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Input
          ref={ref}
          inputMode="numeric"
          autoComplete="off"
          aria-label={isNew ? "Days until it expires" : "Days from today until it expires"}
          aria-invalid={shownError ? true : undefined}
          aria-describedby={`${id}limit ${id}result ${id}error`}
          value={days}
          onChange={(event) => type(event.target.value)}
          className={cn("w-24", value.kind !== "days" && "text-muted")}
        />
        <span className="text-sm">{isNew ? "days" : "days from today"}</span>
        <Presets days={presetDays(policy)} chosen={value.kind === "days" ? days.trim() : ""} onChoose={type} />
      </div>
      {policy.maxDays === null ? null : (
        <p id={`${id}limit`} className={cn("text-muted text-xs", shownError && "hidden")}>
          {limitText(policy, policy.maxDays)}
        </p>
      )}
      <FieldError id={`${id}error`} message={shownError} />
      <p id={`${id}result`} aria-live="polite" className={cn("min-h-4 text-muted text-xs", shownError && "hidden")}>
        {resultText(value, current ?? NEVER, now)}
      </p>
    </div>
  );
}

function choices(current: number | undefined, policy: EffectivePolicy): RadioItem<ExpiryChange["kind"]>[] {
  const common: RadioItem<ExpiryChange["kind"]>[] = [
    { value: "days", label: "After a number of days" },
    policy.forbidNever
      ? { value: "never", label: "Never", disabled: true, description: neverFault(policy) }
      : { value: "never", label: "Never" },
  ];
  if (current === undefined) return common;
  if (current !== NEVER) return [{ value: "keep", label: `Keep ${expiryText(current)}` }, ...common];
  // Keeping “Never” and choosing it are the same.
  return [
    { value: "keep", label: policy.forbidNever ? "Keep “Never”" : "Never" },
    ...common.filter(({ value }) => value !== "never"),
  ];
}

function faultOf(policy: EffectivePolicy, value: ExpiryChange): string | undefined {
  return expiryWithin(policy).safeParse(value).error?.issues[0]?.message;
}

type PresetsProps = { days: readonly number[]; chosen: string; onChoose: (days: string) => void };

function Presets({ days: offered, chosen, onChoose }: PresetsProps) {
  return (
    <fieldset aria-label="Common lifetimes" className="flex flex-wrap gap-1 sm:ml-3">
      {offered.map(String).map((days) => (
        <Button
          key={days}
          size="sm"
          aria-pressed={chosen === days}
          aria-label={`${days} days`}
          onClick={() => onChoose(days)}
          className={cn(chosen === days && "border-accent bg-selected text-link hover:bg-selected")}
        >
          {days}
        </Button>
      ))}
    </fieldset>
  );
}
