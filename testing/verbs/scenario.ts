import { randomUUID } from "node:crypto";
import type { Caller, RobotActor } from "@/lib/access/caller";
import type { AuditAction, AuditSubject } from "@/lib/audit/schema";
import type { AuditActor } from "@/lib/audit/service";
import type { Env } from "@/lib/env";
import type { ErrorCode } from "@/lib/errors";
import { makeProject, makeUser, robotCaller } from "@/testing/builders";

// biome-ignore lint/suspicious/noExplicitAny: any function can be a verb; only its identity is compared.
export type ExportedFunction = (...args: any[]) => unknown;

/**
 * One use of a verb, with which `lib/audit/every-verb.db.test.ts` proves the promises of the audit log. To add a verb, add
 * a scenario to the list of its concept in this folder (one for each action that it logs).
 */
export type Scenario = {
  /** The exported function itself. Compared by identity, so moving it to another file changes nothing here. */
  verb: ExportedFunction;
  action: AuditAction;
  /** Distinguishes several scenarios of one verb and action. */
  title?: string;
  /** Whom of the cast the verb refuses, and with which error: {@link NOT_THEIR_PROJECT}, {@link SYSTEM_ADMINS_ONLY} or its own. */
  refuses: Refusals;
  /** The error of an attempt that fails (a wrong password): the rows then say "failed" and nothing changes. */
  fails?: ErrorCode;
  /** The verb changes nothing except the log. */
  onlyLogs?: boolean;
  /** The rows say "failed" although the verb succeeds, because its job is to report failures. */
  logsFailure?: boolean;
  /** Prepares one use. The database contains only the cast and old audit rows. */
  prepare: (cast: Cast) => Promise<Use> | Use;
};

type Use = {
  /** Calls the verb. Secrets in its result are found by their keys. */
  call: (caller: never) => Promise<unknown>;
  /** An actor who is allowed to. */
  by: Caller;
  /** The rows expected afterwards, in order and with every column. `result`: what the call returned. */
  leaves: (result: unknown) => ExpectedRow[] | Promise<ExpectedRow[]>;
  /** The subject of a refused attempt's row, if it differs from the first row of a successful one. */
  refusedAbout?: AuditSubject;
};

type ExpectedRow = AuditSubject & {
  /** Default: `by`. */
  actor?: AuditActor;
  /** Default: the scenario's. */
  action?: AuditAction;
  details?: Record<string, unknown>;
};

type Refusals = Partial<
  Record<"owner" | "viewer" | "stranger" | "outsider" | "machine", "FORBIDDEN" | "NOT_FOUND" | "DENIED">
>;

/** For verbs on a project's contents. */
export const NOT_THEIR_PROJECT: Refusals = { viewer: "FORBIDDEN", stranger: "NOT_FOUND", outsider: "NOT_FOUND" };
/** For verbs on the instance. */
export const SYSTEM_ADMINS_ONLY: Refusals = {
  owner: "FORBIDDEN",
  viewer: "FORBIDDEN",
  stranger: "FORBIDDEN",
  outsider: "FORBIDDEN",
};
/** For verbs on what only system admins may know about. */
export const SYSTEM_PAGES: Refusals = {
  owner: "NOT_FOUND",
  viewer: "NOT_FOUND",
  stranger: "NOT_FOUND",
  outsider: "NOT_FOUND",
  machine: "NOT_FOUND",
};
/** For verbs on oneself, without a signed-in person, or of the instance itself. */
export const NOBODY: Refusals = {};

/**
 * A system admin, a project with an admin and a viewer, another project's admin, a person without a role, and a robot
 * that may create robots in the project but has no permission to pass on: a system robot, so that it isn't one of the
 * project's own.
 */
export type Cast = Record<"admin" | "owner" | "viewer" | "stranger" | "outsider", Person> & {
  machine: RobotActor;
  project: { id: number; name: string };
};
type Person = Awaited<ReturnType<typeof makeUser>>;

/** Stores the people and projects that every scenario starts from. */
export async function makeCast(): Promise<Cast> {
  const admin = await person({ isAdmin: true });
  const [owner, viewer, stranger, outsider] = [await person(), await person(), await person(), await person()];
  const project = await makeProject({ admins: [owner], viewers: [viewer] });
  await makeProject({ admins: [stranger] });
  const machine = await robotCaller([{ kind: "project", project, access: ["robot:create"] }]);
  return { admin, owner, viewer, stranger, outsider, machine, project };
}

/** Stores a person, with a request of their own. */
export async function person(overrides: Parameters<typeof makeUser>[0] = {}): Promise<Person> {
  return { ...(await makeUser({ password: PASSWORD, ...overrides })), requestId: randomUUID() };
}

/** Everything that must not appear in an audit row. */
export const secretsOfTheRun = new Set<string>();

/** A password or secret that meets every rule and is unique. */
export function newSecret(): string {
  const secret = `Aa1${randomUUID().replaceAll("-", "").slice(0, 17)}`;
  secretsOfTheRun.add(secret);
  return secret;
}

const PASSWORD = newSecret();

/** Settings that a scenario overrides until the next one. */
export const changedSettings: { now: Partial<Env> } = { now: {} };
