import { firstNotHeld, type Grant } from "@/lib/access/grants";
import { type Claim, type Rule, withRule } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";

const DAY_SECONDS = 86_400;

/** The claim of somebody who creates a robot with these grants that ends at `expiresAt`, as it is stored. */
export function withinOwn(claim: Claim, wanted: readonly Grant[], { expiresAt }: { expiresAt: bigint }): Claim {
  return withRule(withRule(claim, holdsAll(wanted)), lastsAsLong(Number(expiresAt)));
}

/** A robot hands on only what it holds. */
function holdsAll(wanted: readonly Grant[]): Rule {
  return ({ caller }) => {
    if (caller.type !== "robot" || firstNotHeld(wanted, caller.grants) === null) return null;
    const message = `permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions: ${caller.loginName}`;
    return { code: "DENIED", message };
  };
}

/** A robot makes none that outlives it: else who takes it away would leave behind what it has made. */
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
