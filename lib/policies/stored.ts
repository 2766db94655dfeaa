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
