"use client";
import { useState } from "react";
import { focusFaultOnceShown } from "@/components/action/form-fault";
import { type ServerAction, useAction } from "@/components/action/use-action";
import { useVersioned } from "@/components/action/use-versioned";
import { draftOf, type PolicyDraft, type PolicyErrors, readDraft } from "@/components/policies/policy-draft";
import type { Page } from "@/lib/pagination";
import { isStricter } from "@/lib/policies/permissions";
import type { PolicyDto } from "@/lib/policies/queries";
import type { PolicyRules } from "@/lib/policies/rules";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

const NO_RESPONSE = "We couldn’t reach the server. Save again; it can’t be saved twice.";
const NOT_LOADED = "We couldn’t reach the server. Try again.";

export type PolicyActions = {
  save: ServerAction<PolicyDto, { version: number }>;
  /** The robots the new policy would leave outside. */
  preview: ServerAction<PolicyRules, Page<OutsideRobot>>;
  /** The latest version. */
  load: ServerAction<Record<string, never>, PolicyDto>;
};

type PolicyFormOptions = {
  policy: PolicyDto;
  instance: PolicyRules | null;
  actions: PolicyActions;
  onSaved: () => void;
};

export type OutsideQuestion = { rules: PolicyRules; outside: Page<OutsideRobot> };

export function usePolicyForm({ policy, instance, actions, onSaved }: PolicyFormOptions) {
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [errors, setErrors] = useState<PolicyErrors>({});
  const [confirmation, setConfirmation] = useState<OutsideQuestion | null>(null);
  const [isConfirming, setIsConfirming] = useState(false);
  const save = useAction(actions.save, NO_RESPONSE);
  const preview = useAction(actions.preview, NOT_LOADED);
  const onLoaded = (loaded: PolicyDto) => {
    setDraft(draftOf(loaded));
    setErrors({});
    save.forget();
  };
  const { base, setBase, latest } = useVersioned({ state: policy, load: actions.load, loadInput: {}, onLoaded });

  function change(part: Partial<PolicyDraft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    setErrors(readDraft(next, instance).errors ?? {});
  }
  async function store(rules: PolicyRules) {
    const outcome = await save.run({ ...rules, version: base.version });
    setIsConfirming(false);
    if (!outcome) return;
    if (!outcome.ok) return setErrors(outcome.fields ?? {});
    setBase({ ...rules, version: outcome.data.version });
    onSaved();
  }
  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { rules, errors: found } = readDraft(draft, instance);
    setErrors(found ?? {});
    if (!rules) return focusFaultOnceShown(event.currentTarget);
    save.forget();
    latest.forget();
    if (!isStricter(rules, base)) return store(rules);
    const outside = await preview.run(rules);
    if (!outside?.ok) return;
    if (outside.data.total === 0) return store(rules);
    setConfirmation({ rules, outside: outside.data });
    setIsConfirming(true);
  }
  const problem = preview.problem ?? (isConfirming ? null : save.problem);
  const pending = { saving: save.pending, busy: save.pending || preview.pending };
  const cancel = () => setIsConfirming(false);
  const confirm = () => confirmation && store(confirmation.rules);
  const question = { open: isConfirming, confirmation, cancel, confirm };
  return { draft, change, errors, submit, problem, pending, question, latest };
}
