import type { Tx } from "../db/transaction";
import { type EffectivePolicy, effectivePolicy } from "./permissions";
import { mapRules, NO_RULES, type PolicyRules } from "./rules";

type Reader = Pick<Tx, "policy">;

/** The project whose own policy it is; null for the instance's. */
export type PolicyTarget = { id: number; name: string } | null;

export const INSTANCE = "instance";
export const scopeOf = (projectId: number | null) => (projectId === null ? INSTANCE : `project:${projectId}`);

/** `version` is 0 when none is stored yet. */
export type StoredPolicy = PolicyRules & { version: number; updatedByName: string | null; updatedAt: Date | null };

const RULE_COLUMNS = mapRules(() => true as const);

const NONE: StoredPolicy = { ...NO_RULES, version: 0, updatedByName: null, updatedAt: null };

export async function storedPolicies(
  db: Reader,
  projectId: number | null,
): Promise<{ instance: StoredPolicy; own: StoredPolicy }> {
  const rows = await db.policy.findMany({
    where: { scope: { in: [...new Set([INSTANCE, scopeOf(projectId)])] } },
    select: {
      ...RULE_COLUMNS,
      scope: true,
      version: true,
      updatedByName: true,
      updatedAt: true,
    },
  });
  const find = (wanted: string) => {
    const found = rows.find(({ scope }) => scope === wanted);
    if (!found) return NONE;
    const { scope: _, ...policy } = found;
    return policy;
  };
  return { instance: find(INSTANCE), own: find(scopeOf(projectId)) };
}

/** The rules that a project's robots follow. With null: the instance's, which system robots follow in every project. */
export async function policyFor(db: Reader, projectId: number | null): Promise<EffectivePolicy> {
  const { instance, own } = await storedPolicies(db, projectId);
  return projectId === null ? effectivePolicy(instance) : effectivePolicy(instance, own);
}

/** The rules in effect, and the projects they apply to. The first group also includes system robots. */
export type PolicyGroup = { policy: EffectivePolicy; homes: { in: number[] } | { notIn: number[] } };

/** Projects by the rules of expiry and use that their robots follow. Those with the instance’s are in the first group. */
export async function policyGroups(db: Reader): Promise<[PolicyGroup, ...PolicyGroup[]]> {
  const rows = await db.policy.findMany({ select: { ...RULE_COLUMNS, projectId: true } });
  const instance = rows.find(({ projectId }) => projectId === null) ?? NO_RULES;
  const common = effectivePolicy(instance);
  const stricter = new Map<string, { policy: EffectivePolicy; homes: { in: number[] } }>();
  for (const { projectId, ...own } of rows) {
    if (projectId === null) continue;
    const policy = effectivePolicy(instance, own);
    if (rulesKey(policy) === rulesKey(common)) continue;
    const group = stricter.get(rulesKey(policy)) ?? { policy, homes: { in: [] } };
    group.homes.in.push(projectId);
    stricter.set(rulesKey(policy), group);
  }
  const others = [...stricter.values()];
  return [{ policy: common, homes: { notIn: others.flatMap(({ homes }) => homes.in) } }, ...others];
}

const rulesKey = ({ maxDays, forbidNever, idleDays }: EffectivePolicy) =>
  JSON.stringify([maxDays, forbidNever, idleDays]);
