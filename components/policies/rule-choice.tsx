"use client";
import type { RuleDraft } from "@/components/policies/policy-draft";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
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
  const { kind, label, none, rule } = ruleOf(of);
  const inherited = instance && {
    label: AS_INSTANCE,
    description: `Currently ${ruleText(of, instance).toLowerCase()}.`,
  };
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
