"use client";
import { useId } from "react";
import type { RuleDraft } from "@/components/policies/policy-draft";
import { FieldError } from "@/components/robots/field-error";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup, type RadioItem } from "@/components/ui/radio-group";
import { AS_INSTANCE, type PolicyRules, type RuleKey, ruleOf, ruleText } from "@/lib/policies/rules";

type RuleChoiceProps = {
  of: RuleKey;
  /** In a project, having no rule means following the instance's. */
  instance: PolicyRules | null;
  value: RuleDraft;
  onChange: (value: RuleDraft) => void;
  error?: string;
};

export function RuleChoice({ of, instance, value, onChange, error }: RuleChoiceProps) {
  const described = ruleOf(of);
  const { kind, label, none, rule } = described;
  const inherited = instance && {
    label: AS_INSTANCE,
    description: `Currently ${ruleText(of, instance).toLowerCase()}.`,
  };
  if (described.kind === "period") {
    // The first period is what no rule of the instance means.
    const periods = inherited ? described.periods : described.periods.slice(1);
    const items = periods.map((period) => ({ value: String(period.seconds), label: period.label }));
    const first = { value: "none", ...(inherited ?? none) };
    return <PeriodChoice label={label} items={[first, ...items]} value={value} onChange={onChange} error={error} />;
  }
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label={label}
        items={[
          { value: "none", ...(inherited ?? none) },
          { value: "rule", ...rule },
        ]}
        value={value.on ? "rule" : "none"}
        onValueChange={(choice) => onChange({ ...value, on: choice === "rule" })}
      />
      {value.on && kind === "days" ? (
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

type PeriodChoiceProps = Pick<RuleChoiceProps, "value" | "onChange" | "error"> & {
  label: string;
  items: readonly RadioItem<string>[];
};

function PeriodChoice({ label, items, value, onChange, error }: PeriodChoiceProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-3">
      <RadioGroup
        label={label}
        items={items}
        value={value.on ? value.text : "none"}
        onValueChange={(choice) => onChange(choice === "none" ? { ...value, on: false } : { on: true, text: choice })}
      />
      <FieldError id={id} message={error} />
    </div>
  );
}
