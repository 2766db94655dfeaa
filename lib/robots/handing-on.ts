import type { AllowedAddress } from "@/lib/access/address-list";
import type { Caller } from "@/lib/access/caller";
import { firstNotHeld, type Grant } from "@/lib/access/grants";
import { isWithin } from "@/lib/access/networks";
import { type Claim, type Rule, withRule } from "@/lib/authority/claim";
import type { Standing } from "@/lib/authority/standing";

const DAY_SECONDS = 86_400;

type Wanted = { grants: readonly Grant[]; expiresAt: bigint; allowedAddresses: readonly AllowedAddress[] };

/** Limits a claim to robots that the caller may create: with these grants, until the stored `expiresAt`, from these addresses. */
export function withinOwn(claim: Claim, { grants, expiresAt, allowedAddresses }: Wanted): Claim {
  const rules = [holdsAll(grants), lastsAsLong(Number(expiresAt)), staysWithin(allowedAddresses)];
  return rules.reduce(withRule, claim);
}

/** The addresses of a new robot: if the request names none, those of the robot that creates it. */
export function addressesToHandOn(
  caller: Caller,
  wanted: readonly AllowedAddress[] | undefined,
): readonly AllowedAddress[] {
  return wanted ?? (caller.type === "robot" ? caller.allowedAddresses : []);
}

/** A robot can't create one that logs in from elsewhere: otherwise, whoever has its secret could get around its list. */
function staysWithin(wanted: readonly AllowedAddress[]): Rule {
  return ({ caller }) => {
    if (caller.type !== "robot" || caller.allowedAddresses.length === 0) return null;
    const own = caller.allowedAddresses.map(({ network }) => network);
    if (wanted.length > 0 && wanted.every(({ network }) => isWithin(own, network))) return null;
    const message = `a robot cannot create one that may log in from more addresses. ${caller.loginName} has ${own.join(", ")}; leave allowed_addresses out to use the same`;
    return { code: "DENIED", message };
  };
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
