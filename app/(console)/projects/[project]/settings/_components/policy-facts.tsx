import { idleText, maxDaysText, neverText } from "@/components/policies/policy-draft";
import { DefinitionList } from "@/components/ui/definition-list";
import type { EffectivePolicy, PolicyOrigin } from "@/lib/policies/permissions";

const ORIGINS: Record<PolicyOrigin, string> = { instance: "set by the instance", project: "set by this project" };

/** Shown to people who can't change the policy. */
export function PolicyFacts({ policy }: { policy: EffectivePolicy }) {
  const { maxDays, forbidNever, idleDays, by } = policy;
  const items = [
    { term: "Maximum lifetime", value: value(maxDaysText(policy), maxDays !== null ? by.maxDays : null) },
    { term: "Robots that never expire", value: value(neverText(policy), forbidNever ? by.forbidNever : null) },
    { term: "Idle robots", value: value(idleText(policy), idleDays !== null ? by.idleDays : null) },
  ];
  return <DefinitionList items={items} className="-my-2" />;
}

function value(text: string, by: PolicyOrigin | null) {
  return (
    <>
      {text}
      {by ? <span className="text-muted">, {ORIGINS[by]}</span> : null}
    </>
  );
}
