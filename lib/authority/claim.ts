import type { Caller } from "@/lib/access/caller";
import type { AuditAction, AuditSubject } from "@/lib/audit/schema";
import { recordAudit } from "@/lib/audit/service";
import { lockProject } from "@/lib/db/standing";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { type Denial, type Standing, standingNow } from "./standing";

/** Decides by how somebody stands; null lets them. */
export type Rule = (standing: Standing) => Denial | null;

/** What somebody says they may do: looked at when they come, and again in the transaction that does it. */
export type Claim = {
  /** How they stood when they came. */
  seen: Standing;
  /** What the log calls a refusal, and what it is about. */
  attempt: AuditSubject & { action: AuditAction };
  /** The project that it is about; null for the instance. */
  projectId: number | null;
  /** What is said when that project is not there any more. */
  gone: string;
  rule: Rule;
};

/** A claim about the instance. */
export function instanceClaim(caller: Caller, attempt: Claim["attempt"], rule: Rule): Claim {
  return { seen: { caller, role: null }, attempt, projectId: null, gone: "", rule };
}

/** The claim with one more rule, asked after those it has. */
export function withRule(claim: Claim, rule: Rule): Claim {
  return { ...claim, rule: (standing) => claim.rule(standing) ?? rule(standing) };
}

/** Only system admins; all others are told `message`. */
export function systemAdminsOnly(message: string): Rule {
  return ({ caller }) => (caller.type === "user" && caller.isAdmin ? null : { code: "FORBIDDEN", message });
}

/**
 * Lets a claim in, or refuses it with an audit row.
 * @throws AppError as the rule says
 */
export async function admit(claim: Claim): Promise<void> {
  const denial = claim.rule(claim.seen);
  if (!denial) return;
  await withTransaction((tx) => recordRefusal(tx, claim, denial));
  throw new AppError(denial.code, denial.message);
}

/**
 * Writes for somebody who was let in before, if the claim holds still: with bodies to wait for and passwords to hash they
 * may have been disabled, demoted or deleted meanwhile. How they stand is read in the transaction of the write and stays
 * so until it ends. A refusal leaves an audit row and nothing else.
 * @param also further claims of the same caller, on other projects
 * @param alone other such writes in the same project wait for this one
 * @throws AppError UNAUTHORIZED when the caller was disabled or is gone; else as the rules say, and what `write` throws
 */
export async function writeAs<T>(
  claim: Claim,
  write: (tx: Tx, standing: Standing) => Promise<T>,
  { also = [], alone = false }: { also?: readonly Claim[]; alone?: boolean } = {},
): Promise<T> {
  const outcome = await withTransaction(async (tx): Promise<{ denial: Denial } | { done: T }> => {
    if (alone && claim.projectId !== null) await lockProject(tx, claim.projectId);
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

/** How the caller stands if the claim holds; else the denial, which then is in the log. */
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
