import type { Caller } from "@/lib/access/caller";
import type { AuditAction, AuditSubject } from "@/lib/audit/schema";
import { recordAudit } from "@/lib/audit/service";
import { lockPeople, lockProject } from "@/lib/db/standing";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { type Denial, type Standing, standingNow } from "./standing";

/** Returns why the caller is not allowed, or null. */
export type Rule = (standing: Standing) => Denial | null;

/** A caller's right to do something: checked on arrival, and again in the transaction of the write. */
export type Claim = {
  /** The caller's standing on arrival. */
  seen: Standing;
  /** The audit row of a refusal. */
  attempt: AuditSubject & { action: AuditAction };
  /** Null for the instance. */
  projectId: number | null;
  /** The message when the project no longer exists. */
  gone: string;
  rule: Rule;
};

export function instanceClaim(caller: Caller, attempt: Claim["attempt"], rule: Rule): Claim {
  return { seen: { caller, role: null }, attempt, projectId: null, gone: "", rule };
}

/** Adds a rule, checked after the existing ones. */
export function withRule(claim: Claim, rule: Rule): Claim {
  return { ...claim, rule: (standing) => claim.rule(standing) ?? rule(standing) };
}

export function systemAdminsOnly(message: string): Rule {
  return ({ caller }) => (caller.type === "user" && caller.isAdmin ? null : { code: "FORBIDDEN", message });
}

/**
 * Checks a claim on arrival. A refusal leaves an audit row.
 * @throws AppError with the rule's code and message
 */
export async function admit(claim: Claim): Promise<void> {
  const denial = claim.rule(claim.seen);
  if (!denial) return;
  await withTransaction((tx) => recordRefusal(tx, claim, denial));
  throw new AppError(denial.code, denial.message);
}

/**
 * Writes in a transaction that checks the claim again: while a body arrived or a password was hashed, the caller may have
 * been disabled, demoted or deleted. Their standing is read in the transaction and locked until it ends. A refusal leaves
 * an audit row and nothing else.
 * @param also further claims of the same caller, on other projects
 * @param alone locks the project, so that other writes with this option wait
 * @param people locks them, so that other writes that concern one of them wait
 * @throws AppError UNAUTHORIZED when the caller is disabled or gone; what the rules and `write` throw
 */
export async function writeAs<T>(
  claim: Claim,
  write: (tx: Tx, standing: Standing) => Promise<T>,
  {
    also = [],
    alone = false,
    people = [],
  }: { also?: readonly Claim[]; alone?: boolean; people?: readonly number[] } = {},
): Promise<T> {
  const outcome = await withTransaction(async (tx): Promise<{ denial: Denial } | { done: T }> => {
    if (alone && claim.projectId !== null) await lockProject(tx, claim.projectId);
    if (people.length > 0) await lockPeople(tx, people);
    const standing = await judge(tx, claim);
    if ("code" in standing) return { denial: standing };
    for (const other of also) {
      const judged = await judge(tx, other);
      if ("code" in judged) return { denial: judged };
    }
    return { done: await write(tx, standing) };
  });
  if ("denial" in outcome) throw new AppError(outcome.denial.code, outcome.denial.message);
  return outcome.done;
}

/** The caller's current standing, or why the claim no longer holds, which is then in the log. */
async function judge(tx: Tx, claim: Claim): Promise<Standing | Denial> {
  const standing = await standingNow(tx, claim.seen.caller, claim);
  const denial = "code" in standing ? standing : claim.rule(standing);
  if (!denial) return standing;
  await recordRefusal(tx, claim, denial);
  return denial;
}

async function recordRefusal(tx: Tx, { seen, attempt }: Claim, { code }: Denial): Promise<void> {
  await recordAudit(tx, { actor: seen.caller, ...attempt, result: "refused", details: { code } });
}
