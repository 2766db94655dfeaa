"use client";
import type { DaysDraft } from "@/components/policies/policy-draft";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";

type Choice = { label: string; description: string };

type DaysChoiceProps = {
  label: string;
  none: Choice;
  rule: Choice;
  value: DaysDraft;
  onChange: (value: DaysDraft) => void;
  error?: string;
};

export function DaysChoice({ label, none, rule, value, onChange, error }: DaysChoiceProps) {
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label={label}
        items={[
          { value: "none", ...none },
          { value: "rule", ...rule },
        ]}
        value={value.on ? "rule" : "none"}
        onValueChange={(kind) => onChange({ ...value, on: kind === "rule" })}
      />
      {value.on ? (
        <Field label={`Days: ${label.toLowerCase()}`} hideLabel error={error} className="ml-6">
          <div className="flex items-center gap-2">
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={value.text}
              onChange={(event) => onChange({ on: true, text: event.target.value })}
              className="w-24"
            />
            <span className="text-sm">days</span>
          </div>
        </Field>
      ) : null}
    </div>
  );
}
