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
 * One use of a verb, from which `lib/audit/every-verb.db.test.ts` proves what the audit log promises. To add a verb: add
 * a scenario to the list of its concept in this folder (one for each action that it logs).
 */
export type Scenario = {
  /** The exported function itself: found by identity, so moving it to another file changes nothing here. */
  verb: ExportedFunction;
  action: AuditAction;
  /** Says more where one verb has several scenarios of one action. */
  title?: string;
  /** Whom of the cast it refuses, and how: {@link NOT_THEIR_PROJECT}, {@link SYSTEM_ADMINS_ONLY} or its own. */
  refuses: Refusals;
  /** The error of a try that fails (a wrong password): the rows then say "failed" and nothing changes. */
  fails?: ErrorCode;
  /** The verb changes nothing but the log. */
  onlyLogs?: boolean;
  /** The rows say "failed" although the verb itself does not fail: it is there to tell of failures. */
  logsFailure?: boolean;
  /** Prepares one use. The database holds the cast and old audit rows, nothing else. */
  prepare: (cast: Cast) => Promise<Use> | Use;
};

type Use = {
  /** Calls the verb. Its result may carry secrets: they are found by their keys. */
  call: (caller: never) => Promise<unknown>;
  /** Who may. */
  by: Caller;
  /** The rows that must be there afterwards, in order, every column of them. `result`: what the call gave. */
  leaves: (result: unknown) => ExpectedRow[] | Promise<ExpectedRow[]>;
  /** What the row of a refused try is about, where it differs from the first row of one that succeeds. */
  refusedAbout?: AuditSubject;
};

type ExpectedRow = AuditSubject & {
  /** Who did it, if not `by`. */
  actor?: AuditActor;
  /** If not the scenario's. */
  action?: AuditAction;
  details?: Record<string, unknown>;
};

type Refusals = Partial<
  Record<"owner" | "viewer" | "stranger" | "outsider" | "machine", "FORBIDDEN" | "NOT_FOUND" | "DENIED">
>;

/** For verbs about what is in a project. */
export const NOT_THEIR_PROJECT: Refusals = { viewer: "FORBIDDEN", stranger: "NOT_FOUND", outsider: "NOT_FOUND" };
/** For verbs about the instance. */
export const SYSTEM_ADMINS_ONLY: Refusals = {
  owner: "FORBIDDEN",
  viewer: "FORBIDDEN",
  stranger: "FORBIDDEN",
  outsider: "FORBIDDEN",
};
/** For verbs about what only system admins may know of. */
export const SYSTEM_PAGES: Refusals = {
  owner: "NOT_FOUND",
  viewer: "NOT_FOUND",
  stranger: "NOT_FOUND",
  outsider: "NOT_FOUND",
  machine: "NOT_FOUND",
};
/** For verbs about oneself, without a signed-in person, or of the instance itself. */
export const NOBODY: Refusals = {};

/**
 * A system admin, a project with an admin and a viewer, another project's admin, a person without a role, and a robot
 * that may create robots in the project, without holding anything that it could hand on: a system robot, which no
 * project counts as its own.
 */
export type Cast = Record<"admin" | "owner" | "viewer" | "stranger" | "outsider", Person> & {
  machine: RobotActor;
  project: { id: number; name: string };
};
type Person = Awaited<ReturnType<typeof makeUser>>;

/** Stores the people and the projects that every scenario starts from. */
export async function makeCast(): Promise<Cast> {
  const admin = await person({ isAdmin: true });
  const [owner, viewer, stranger, outsider] = [await person(), await person(), await person(), await person()];
  const project = await makeProject({ admins: [owner], viewers: [viewer] });
  await makeProject({ admins: [stranger] });
  const machine = await robotCaller([{ kind: "project", project, access: ["robot:create"] }]);
  return { admin, owner, viewer, stranger, outsider, machine, project };
}

/** A stored person in a request of their own. */
export async function person(overrides: Parameters<typeof makeUser>[0] = {}): Promise<Person> {
  return { ...(await makeUser({ password: PASSWORD, ...overrides })), requestId: randomUUID() };
}

/** Everything that no audit row may hold. */
export const secretsOfTheRun = new Set<string>();

/** A password or secret that fits every rule and appears nowhere else. */
export function newSecret(): string {
  const secret = `Aa1${randomUUID().replaceAll("-", "").slice(0, 17)}`;
  secretsOfTheRun.add(secret);
  return secret;
}

const PASSWORD = newSecret();

/** Settings that a scenario changes until the next one. */
export const changedSettings: { now: Partial<Env> } = { now: {} };
