import type { Actor } from "@/lib/access/caller";
import { admit, type Claim, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { recordAudit } from "../audit/service";
import { getDb } from "../db/client";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { manageableProject } from "../projects/access";
import { laxerFields } from "./permissions";
import { loggedRule, type PolicyRules, RULE_KEYS, rulesOf } from "./rules";
import type { SetInstancePolicyInput, SetProjectPolicyInput } from "./schema";
import { type PolicyTarget, type StoredPolicy, scopeOf, storedPolicies } from "./stored";

const SYSTEM_ADMINS_ONLY = "Only system admins can change the instance’s policy.";
const ACTION = "policy.update";

/**
 * Sets the instance's policy. Robots outside it stay unchanged. System admins only.
 * @returns the version that is now stored
 * @throws AppError FORBIDDEN for others; CONFLICT when somebody changed it after `input.version` was read
 */
export async function setInstancePolicy(actor: Actor, input: SetInstancePolicyInput): Promise<{ version: number }> {
  const claim = instanceClaim(actor, { action: ACTION }, systemAdminsOnly(SYSTEM_ADMINS_ONLY));
  await admit(claim);
  return save(actor, claim, null, input);
}

/**
 * Sets a project's own policy. Robots outside it stay unchanged.
 * @returns the version that is now stored
 * @throws AppError NOT_FOUND or FORBIDDEN by role; UNPROCESSABLE where it is less strict than the instance; CONFLICT
 * when somebody changed it after `input.version` was read
 */
export async function setProjectPolicy(actor: Actor, input: SetProjectPolicyInput): Promise<{ version: number }> {
  const { claim, ...project } = await manageableProject(actor, { name: input.project }, { action: ACTION });
  return save(actor, claim, project, input);
}

async function save(
  actor: Actor,
  claim: Claim,
  target: PolicyTarget,
  input: SetInstancePolicyInput,
): Promise<{ version: number }> {
  const projectId = target?.id ?? null;
  try {
    return await writeAs(claim, async (tx) => {
      const { instance, own } = await storedPolicies(tx, projectId);
      const details = { before: facts(own, target), after: facts(input, target) };
      // A retry after a lost response: the policy is stored already, so this is no conflict.
      if (JSON.stringify(details.before) === JSON.stringify(details.after)) return { version: own.version };
      if (own.version !== input.version) throw conflict(own, target);
      if (target) assertNotLaxer(input, instance);
      await write(tx, actor, target, input);
      await recordAudit(tx, { actor, action: ACTION, project: target, details });
      return { version: own.version + 1 };
    });
  } catch (error) {
    // Two people saved the first policy at the same time.
    if (!isUniqueViolation(error)) throw error;
    throw conflict((await storedPolicies(getDb(), projectId)).own, target);
  }
}

/** Writes only if the policy is still at `version`: the check and the write are one statement. */
async function write(tx: Tx, actor: Actor, target: PolicyTarget, input: SetInstancePolicyInput): Promise<void> {
  const projectId = target?.id ?? null;
  const scope = scopeOf(projectId);
  const { version } = input;
  const data = { ...rulesOf(input), updatedByName: actor.username, updatedAt: new Date() };
  if (version === 0) {
    await tx.policy.create({ data: { ...data, scope, projectId }, select: { id: true } });
    return;
  }
  const { count } = await tx.policy.updateMany({
    where: { scope, version },
    data: { ...data, version: { increment: 1 } },
  });
  if (count === 0) throw conflict((await storedPolicies(tx, projectId)).own, target);
}

function conflict({ updatedByName, updatedAt }: StoredPolicy, target: PolicyTarget): AppError {
  if (!updatedByName || !updatedAt)
    return new AppError("NOT_FOUND", target ? "This project no longer exists." : "This policy no longer exists.");
  const at = `${updatedAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  return new AppError("CONFLICT", `${updatedByName} changed this policy on ${at} after you opened it.`);
}

function assertNotLaxer(own: PolicyRules, instance: PolicyRules): void {
  const fields = laxerFields(own, instance);
  const [first] = Object.values(fields);
  if (first) throw new AppError("UNPROCESSABLE", first, { fields });
}

/** A policy, as audit rows record it. A project without a rule inherits the instance's. */
function facts(policy: PolicyRules, target: PolicyTarget): Record<string, string | number | null> {
  const none = target ? "inherit" : null;
  const entries = RULE_KEYS.map((key) => {
    const rule = policy[key];
    const fact = typeof rule !== "boolean" ? (rule ?? none) : rule ? "forbidden" : (none ?? "allowed");
    return [loggedRule(key).key, fact];
  });
  return Object.fromEntries(entries);
}
