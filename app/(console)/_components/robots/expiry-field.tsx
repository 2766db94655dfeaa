"use client";
import { type Ref, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { useNow } from "@/components/ui/now";
import { RadioGroup, type RadioItem } from "@/components/ui/radio-group";
import { cn } from "@/lib/cn";
import { NEVER } from "@/lib/robots/expiry";
import type { ExpiryChange } from "@/lib/robots/schema";
import { DEFAULT_DAYS, expiryText, parseDays, resultText } from "./expiry-text";
import { FieldError } from "./field-error";

const PRESETS = ["7", "30", "90", "365"];

type ExpiryFieldProps = {
  /** The field of the days, which takes the focus when they are at fault. */
  ref?: Ref<HTMLInputElement>;
  value: ExpiryChange;
  onChange: (value: ExpiryChange) => void;
  error?: string;
  /** An existing robot's expiry, which can be kept. Epoch seconds, -1 for never. */
  current?: number;
};

/** When a robot expires: after so many days, never, or as before. Shows the resulting date before it is saved. */
export function ExpiryField({ ref, value, onChange, error, current }: ExpiryFieldProps) {
  const id = useId();
  const now = useNow();
  const [days, setDays] = useState(String(value.kind === "days" ? value.days : DEFAULT_DAYS));
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
        items={choices(current)}
        value={value.kind}
        onValueChange={(kind) => onChange(kind === "days" ? { kind, days: parseDays(days) } : { kind })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Input
          ref={ref}
          inputMode="numeric"
          autoComplete="off"
          aria-label={isNew ? "Days until it expires" : "Days from today until it expires"}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}result ${id}error`}
          value={days}
          onChange={(event) => type(event.target.value)}
          className={cn("w-24", value.kind !== "days" && "text-muted")}
        />
        <span className="text-sm">{isNew ? "days" : "days from today"}</span>
        <Presets chosen={value.kind === "days" ? days.trim() : ""} onChoose={type} />
      </div>
      <FieldError id={`${id}error`} message={error} />
      <p id={`${id}result`} aria-live="polite" className={cn("min-h-4 text-muted text-xs", error && "hidden")}>
        {now === null ? "" : resultText(value, current ?? NEVER, now)}
      </p>
    </div>
  );
}

function choices(current: number | undefined): RadioItem<ExpiryChange["kind"]>[] {
  const common: RadioItem<ExpiryChange["kind"]>[] = [
    { value: "days", label: "After a number of days" },
    { value: "never", label: "Never" },
  ];
  if (current === undefined) return common;
  return [{ value: "keep", label: current === NEVER ? "Keep: never" : `Keep ${expiryText(current)}` }, ...common];
}

function Presets({ chosen, onChoose }: { chosen: string; onChoose: (days: string) => void }) {
  return (
    <fieldset aria-label="Common lifetimes" className="flex gap-1 sm:ml-3">
      {PRESETS.map((days) => (
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
