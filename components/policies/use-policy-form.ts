"use client";
import { useState } from "react";
import { useAction } from "@/components/action/use-action";
import { draftOf, type PolicyDraft, type PolicyFaults, readDraft } from "@/components/policies/policy-draft";
import type { ActionResult } from "@/lib/action";
import type { Page } from "@/lib/pagination";
import { isStricter, type PolicyRules } from "@/lib/policies/permissions";
import type { OutsideRobot, PolicyDto } from "@/lib/policies/queries";

const LOST = "No answer came from the server. Save again: it is stored only once.";
const NOT_LOADED = "No answer came from the server. Try again.";

/** What the form does with a policy, wherever it is stored. */
export type PolicyActions = {
  save: (input: PolicyDto) => Promise<ActionResult<{ version: number }>>;
  /** The robots that would be outside. */
  preview: (rules: PolicyRules) => Promise<ActionResult<Page<OutsideRobot>>>;
  /** The policy as it is now. */
  load: (input: Record<string, never>) => Promise<ActionResult<PolicyDto>>;
};

type PolicyFormOptions = {
  policy: PolicyDto;
  instance: PolicyRules | null;
  actions: PolicyActions;
  onSaved: () => void;
};

/** What is being asked before a stricter policy is saved. */
export type OutsideQuestion = { rules: PolicyRules; outside: Page<OutsideRobot> };

const doNothing = () => undefined;

/** A policy being edited: what is typed, the question before robots would be outside, and saving. */
export function usePolicyForm({ policy, instance, actions, onSaved }: PolicyFormOptions) {
  // What the form was filled from: saving compares with it, however the page behind has changed.
  const [base, setBase] = useState(policy);
  const [draft, setDraft] = useState(() => draftOf(policy));
  const [faults, setFaults] = useState<PolicyFaults>({});
  const [asked, setAsked] = useState<OutsideQuestion | null>(null);
  const [asking, setAsking] = useState(false);
  const save = useAction(actions.save, LOST, doNothing);
  const preview = useAction(actions.preview, NOT_LOADED, doNothing);
  const load = useAction(actions.load, NOT_LOADED, doNothing);

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
    load.forget();
    if (!isStricter(rules, base)) return store(rules);
    const outside = await preview.run(rules);
    if (!outside?.ok) return;
    if (outside.data.total === 0) return store(rules);
    setAsked({ rules, outside: outside.data });
    setAsking(true);
  }
  async function loadNewState() {
    const outcome = await load.run({});
    if (!outcome?.ok) return;
    setBase(outcome.data);
    setDraft(draftOf(outcome.data));
    setFaults({});
    save.forget();
  }
  const problem = preview.problem ?? load.problem ?? (asking ? null : save.problem);
  const pending = { saving: save.pending, busy: save.pending || preview.pending, loading: load.pending };
  const question = { open: asking, asked, cancel: () => setAsking(false), confirm: () => asked && store(asked.rules) };
  return { draft, change, faults, submit, problem, pending, question, loadNewState };
}
