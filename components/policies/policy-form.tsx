"use client";
import { SaveProblem } from "@/components/action/save-problem";
import { OutsideDialog } from "@/components/policies/outside-dialog";
import { RuleChoice } from "@/components/policies/rule-choice";
import { type PolicyActions, usePolicyForm } from "@/components/policies/use-policy-form";
import { Button } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import type { PolicyDto } from "@/lib/policies/queries";
import { type PolicyRules, RULE_KEYS } from "@/lib/policies/rules";

type PolicyFormProps = {
  policy: PolicyDto;
  /** The rules a project's policy can't loosen; null for the instance's own. */
  instance: PolicyRules | null;
  actions: PolicyActions;
};

/** Before saving a stricter policy, shows which robots it would leave outside. */
export function PolicyForm({ policy, instance, actions }: PolicyFormProps) {
  const toast = useToast();
  const onSaved = () => toast.success("Policy saved", "It applies from now on. No robot account was changed.");
  const form = usePolicyForm({ policy, instance, actions, onSaved });
  const { draft, change, errors, problem, pending } = form;
  return (
    <form noValidate onSubmit={form.submit} className="flex flex-col items-start gap-5">
      {RULE_KEYS.map((key) => (
        <RuleChoice
          key={key}
          of={key}
          instance={instance}
          value={draft[key]}
          onChange={(rule) => change({ [key]: rule })}
          error={errors[key]}
        />
      ))}
      <SaveProblem problem={problem} latest={form.latest} />
      <Button type="submit" variant="primary" pending={pending.busy}>
        Save policy
      </Button>
      <OutsideDialog {...form.question} pending={pending.saving} />
    </form>
  );
}
