"use client";
import { SaveProblem } from "@/components/action/save-problem";
import { DaysChoice } from "@/components/policies/days-choice";
import { OutsideDialog } from "@/components/policies/outside-dialog";
import { INSTANCE_WORDS, projectWords } from "@/components/policies/policy-words";
import { type PolicyActions, usePolicyForm } from "@/components/policies/use-policy-form";
import { Button } from "@/components/ui/button";
import { RadioGroup } from "@/components/ui/radio-group";
import { useToast } from "@/components/ui/toast";
import type { PolicyRules } from "@/lib/policies/permissions";
import type { PolicyDto } from "@/lib/policies/queries";

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
  const words = instance ? projectWords(instance) : INSTANCE_WORDS;
  return (
    <form noValidate onSubmit={form.submit} className="flex flex-col items-start gap-5">
      <DaysChoice
        {...words.maxDays}
        value={draft.maxDays}
        onChange={(maxDays) => change({ maxDays })}
        error={errors.maxDays}
      />
      <RadioGroup
        label={words.forbidNever.label}
        items={[
          { value: "none", ...words.forbidNever.none },
          { value: "rule", ...words.forbidNever.rule },
        ]}
        value={draft.forbidNever ? "rule" : "none"}
        onValueChange={(kind) => change({ forbidNever: kind === "rule" })}
      />
      <DaysChoice
        {...words.idleDays}
        value={draft.idleDays}
        onChange={(idleDays) => change({ idleDays })}
        error={errors.idleDays}
      />
      <SaveProblem problem={problem} latest={form.latest} />
      <Button type="submit" variant="primary" pending={pending.busy}>
        Save policy
      </Button>
      <OutsideDialog {...form.question} pending={pending.saving} />
    </form>
  );
}
