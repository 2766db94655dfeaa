import { DefinitionList } from "@/components/ui/definition-list";
import type { EffectivePolicy, PolicyOrigin } from "@/lib/policies/permissions";
import { isRuleSet, RULE_KEYS, ruleOf, ruleText } from "@/lib/policies/rules";

const ORIGINS: Record<PolicyOrigin, string> = { instance: "set by the instance", project: "set by this project" };

/** Shown to people who can't change the policy. */
export function PolicyFacts({ policy }: { policy: EffectivePolicy }) {
  const items = RULE_KEYS.map((key) => {
    const { term, label } = ruleOf(key);
    const origin = isRuleSet(policy[key]) ? ORIGINS[policy.by[key]] : null;
    const value = (
      <>
        {ruleText(key, policy)}
        {origin ? <span className="text-muted">, {origin}</span> : null}
      </>
    );
    return { term: term ?? label, value };
  });
  return <DefinitionList items={items} className="-my-2" />;
}
