import { AppError } from "../errors";
import type { AllowedAddress } from "./address-list";
import type { Grant } from "./grants";

/** Where a request came from, for audit rows and rate limits. */
export type RequestContext = { address: string | null; requestId: string | null };

/** A signed-in person, as read from the database at the start of the request. */
export type Actor = RequestContext & {
  type: "user";
  id: number;
  username: string;
  name: string;
  isAdmin: boolean;
};

/** A robot that calls the REST API, with its grants as read at the start of the request. Robots are never members. */
export type RobotActor = RequestContext & {
  type: "robot";
  robotId: number;
  loginName: string;
  grants: readonly Grant[];
  /** Unix epoch seconds; the largest safe integer for never. */
  expiresAt: number;
  /** Where it may log in from; empty means anywhere. */
  allowedAddresses: readonly AllowedAddress[];
  /** The login with a secret: the robot's version then, and whether it used the old secret. */
  login?: { version: number; usedOldSecret: boolean };
};

/** Verbs that robots can have a permission for take a caller; all others take an {@link Actor}. */
export type Caller = Actor | RobotActor;

export function callerName(caller: Caller): string {
  return caller.type === "user" ? caller.username : caller.loginName;
}

/** People and robots are numbered separately. */
export function callerId(caller: Caller): number {
  return caller.type === "user" ? caller.id : caller.robotId;
}

/** @throws AppError NOT_FOUND for anyone but system admins, who alone know of the page */
export function assertSystemAdmin(actor: Actor): void {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
}
