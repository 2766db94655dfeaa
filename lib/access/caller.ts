import type { Grant } from "./grants";

/** Where a request came from, for audit rows and throttling. */
export type RequestContext = { address: string | null; requestId: string | null };

/** A signed-in person, as read from the database at the start of the request. */
export type Actor = RequestContext & {
  type: "user";
  id: number;
  username: string;
  name: string;
  isAdmin: boolean;
};

/** A robot that calls the REST API, with what it holds as read at the start of the request. It is nobody's member. */
export type RobotActor = RequestContext & {
  type: "robot";
  robotId: number;
  loginName: string;
  grants: readonly Grant[];
  /** Unix epoch seconds; the largest safe integer for never. */
  expiresAt: number;
};

/** Whoever may call a verb that robots can be permitted as well. All other verbs take an {@link Actor} alone. */
export type Caller = Actor | RobotActor;

/** The name that a caller signs in with. */
export function callerName(caller: Caller): string {
  return caller.type === "user" ? caller.username : caller.loginName;
}

/** A caller's id among their kind: people and robots are counted apart. */
export function callerId(caller: Caller): number {
  return caller.type === "user" ? caller.id : caller.robotId;
}
