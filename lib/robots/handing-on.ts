import { firstNotHeld, type Grant } from "@/lib/access/grants";
import { type Claim, type Rule, withRule } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";

const DAY_SECONDS = 86_400;

/** Limits a claim to robots that the caller may create: with these grants, until the stored `expiresAt`. */
export function withinOwn(claim: Claim, wanted: readonly Grant[], { expiresAt }: { expiresAt: bigint }): Claim {
  return withRule(withRule(claim, holdsAll(wanted)), lastsAsLong(Number(expiresAt)));
}

/** A robot can grant only what it holds. */
function holdsAll(wanted: readonly Grant[]): Rule {
  return ({ caller }) => {
    if (caller.type !== "robot" || firstNotHeld(wanted, caller.grants) === null) return null;
    const message = `permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions: ${caller.loginName}`;
    return { code: "DENIED", message };
  };
}

/** A robot can't create one that outlives it: otherwise, access would survive the deletion of its creator. */
function lastsAsLong(expiresAt: number): Rule {
  return ({ caller }: Standing) => {
    if (caller.type !== "robot" || expiresAt <= caller.expiresAt) return null;
    const days = Math.floor((caller.expiresAt - Date.now() / 1000) / DAY_SECONDS);
    const choice =
      days < 1
        ? "less than a day is left, so it can't create any more"
        : `the longest duration it can still grant is ${days === 1 ? "1 day" : `${days} days`}`;
    const end = new Date(caller.expiresAt * 1000).toISOString().slice(0, 19);
    const message = `a robot cannot create one that outlives it. ${caller.loginName} expires at ${end}Z: ${choice}`;
    return { code: "DENIED", message };
  };
}
