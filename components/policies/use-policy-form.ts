"use client";
import { useState } from "react";
import { type ServerAction, useAction } from "@/components/action/use-action";
import { useVersioned } from "@/components/action/use-versioned";
import { draftOf, type PolicyDraft, type PolicyFaults, readDraft } from "@/components/policies/policy-draft";
import type { Page } from "@/lib/pagination";
import { isStricter, type PolicyRules } from "@/lib/policies/permissions";
import type { PolicyDto } from "@/lib/policies/queries";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

const LOST = "We couldn’t reach the server. Save again; it can’t be saved twice.";
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
  const [faults, setFaults] = useState<PolicyFaults>({});
  const [asked, setAsked] = useState<OutsideQuestion | null>(null);
  const [asking, setAsking] = useState(false);
  const save = useAction(actions.save, LOST);
  const preview = useAction(actions.preview, NOT_LOADED);
  const onLoaded = (loaded: PolicyDto) => {
    setDraft(draftOf(loaded));
    setFaults({});
    save.forget();
  };
  const { base, setBase, latest } = useVersioned({ state: policy, load: actions.load, loadInput: {}, onLoaded });

  function change(part: Partial<PolicyDraft>) {
    const next = { ...draft, ...part };
    setDraft(next);
    setFaults(readDraft(next, instance).faults ?? {});
  }
  async function store(rules: PolicyRules) {
    const outcome = await save.run({ ...rules, version: base.version });
    setAsking(false);
    if (!outcome) return;
    if (!outcome.ok) return setFaults(outcome.fields ?? {});
    setBase({ ...rules, version: outcome.data.version });
    onSaved();
  }
  async function submit(event: React.FormEvent) {
    event.preventDefault();
    const { rules, faults: found } = readDraft(draft, instance);
    setFaults(found ?? {});
    if (!rules) return;
    save.forget();
    latest.forget();
    if (!isStricter(rules, base)) return store(rules);
    const outside = await preview.run(rules);
    if (!outside?.ok) return;
    if (outside.data.total === 0) return store(rules);
    setAsked({ rules, outside: outside.data });
    setAsking(true);
  }
  const problem = preview.problem ?? (asking ? null : save.problem);
  const pending = { saving: save.pending, busy: save.pending || preview.pending };
  const question = { open: asking, asked, cancel: () => setAsking(false), confirm: () => asked && store(asked.rules) };
  return { draft, change, faults, submit, problem, pending, question, latest };
}
