import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Caller } from "@/lib/access/caller";
import { exportAudit } from "@/lib/activity/export";
import { listAudit } from "@/lib/activity/queries";
import {
  emptyTables,
  installGates,
  isClosed,
  snapshot,
  withLogOnly,
  withoutEvents,
  withoutLog,
} from "@/testing/tables";
import { auditScenarios } from "@/testing/verbs/audit";
import { authScenarios } from "@/testing/verbs/auth";
import { documentScenarios } from "@/testing/verbs/documents";
import { writingExports } from "@/testing/verbs/exports";
import { importScenarios } from "@/testing/verbs/imports";
import { memberScenarios } from "@/testing/verbs/members";
import { NO_VERBS } from "@/testing/verbs/no-verbs";
import { overviewScenarios } from "@/testing/verbs/overview";
import { policyScenarios } from "@/testing/verbs/policies";
import { projectScenarios } from "@/testing/verbs/projects";
import { registryScenarios } from "@/testing/verbs/registry";
import { robotScenarios } from "@/testing/verbs/robots";
import { changedSettings, makeCast, type Scenario, secretsOfTheRun } from "@/testing/verbs/scenario";
import { systemRobotScenarios } from "@/testing/verbs/system-robots";
import { userScenarios } from "@/testing/verbs/users";
import { noticeScenarios, webhookScenarios } from "@/testing/verbs/webhooks";
import { getDb } from "../db/client";
import { env } from "../env";
import { eventOf } from "../events/from-audit";
import { eventDataSchema } from "../events/schema";
import { AUDIT_ACTIONS, type AuditSubject, auditFilterSchema, listAuditSchema } from "./schema";
import type { AuditActor } from "./service";

vi.mock("next/headers", () => ({ headers: async () => new Headers() }));
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), ...changedSettings.now }) };
});
// The cost of the hash is irrelevant here, and the real one would take most of the time.
vi.mock("../credentials/password", async (original) => {
  const real = await original<typeof import("../credentials/password")>();
  return { ...real, hashPassword: (password: string) => real.hashPassword(password, { cost: 4 }) };
});

const SCENARIOS: Scenario[] = [
  ...robotScenarios,
  ...overviewScenarios,
  ...systemRobotScenarios,
  ...documentScenarios,
  ...projectScenarios,
  ...memberScenarios,
  ...userScenarios,
  ...authScenarios,
  ...registryScenarios,
  ...auditScenarios,
  ...policyScenarios,
  ...importScenarios,
  ...webhookScenarios,
  ...noticeScenarios,
];

const titleOf = ({ verb, action, title }: Scenario) => `${verb.name} · ${action}${title ? ` · ${title}` : ""}`;
const lastId = async () => (await getDb().auditEvent.findFirst({ orderBy: { id: "desc" } }))?.id ?? 0;
const rowsAfter = (id: number) => getDb().auditEvent.findMany({ where: { id: { gt: id } }, orderBy: { id: "asc" } });

/** The expected row without id and time. */
function expectedRow(by: AuditActor, subject: AuditSubject, rest: { action: string; result: string; details: object }) {
  return {
    actorType: by.type,
    actorId: by.type === "user" ? by.id : by.type === "robot" ? by.robotId : null,
    actorName: by.type === "user" ? by.username : by.type === "robot" ? by.loginName : by.name,
    address: by.address,
    requestId: by.requestId,
    projectId: subject.project?.id ?? null,
    projectName: subject.project?.name ?? null,
    robotId: subject.robot?.id ?? null,
    robotName: subject.robot?.loginName ?? null,
    targetName: subject.targetName ?? null,
    ...rest,
  };
}

function actual({ id: _id, at: _at, details, ...row }: Awaited<ReturnType<typeof rowsAfter>>[number]) {
  return { ...row, details: JSON.parse(details) as object };
}

/** May make the call fail. */
type Circumstance = (call: () => Promise<unknown>) => Promise<unknown>;

async function stage(scenario: Scenario) {
  await emptyTables();
  changedSettings.now = {};
  const cast = await makeCast();
  const use = await scenario.prepare(cast);
  const start = await lastId();
  const before = await snapshot(start);
  noteSecrets(before);

  /** Calls the verb. @returns what it changed in the database */
  async function attempt(caller: Caller = use.by, circumstance: Circumstance = (call) => call()) {
    const last = await lastId();
    const outcome = await circumstance(() => use.call(caller as never)).then(
      (result) => ({ result, error: null }),
      (error: unknown) => ({ result: null, error }),
    );
    const after = await snapshot(start);
    noteSecrets([after, outcome.result]);
    return { ...outcome, after, rows: (await rowsAfter(last)).map(actual) };
  }
  return { cast, use, before, attempt };
}

/** Collects values of secret fields, with and without a prefix such as `bcrypt$`. */
function noteSecrets(value: unknown): void {
  JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === "string" && part.length > 3 && /(secret|hash|password|token|encrypted|code)$/i.test(key)) {
      secretsOfTheRun.add(part);
      secretsOfTheRun.add(part.replace(/^(sha256|bcrypt)\$/, ""));
    }
    return typeof part === "bigint" ? String(part) : part;
  });
}

beforeAll(installGates);

describe("the table", () => {
  test("has a scenario for every exported function that can write, or a reason why it is not a verb", async () => {
    const covered = new Set([...SCENARIOS.map(({ verb }) => verb), ...NO_VERBS.keys()]);
    const exported = await writingExports();
    const forgotten = [...exported].filter(([verb]) => !covered.has(verb)).map(([, name]) => name);
    expect(forgotten, "add scenarios in testing/verbs/<concept>.ts").toEqual([]);
    const strays = [...covered].filter((verb) => !exported.has(verb)).map(({ name }) => name);
    expect(strays, "these write nothing (any more)").toEqual([]);
  });

  test("has a scenario for every audit action", () => {
    const succeeding = SCENARIOS.filter(({ fails }) => !fails).map(({ action }) => action);
    expect([...new Set(succeeding)].sort()).toEqual([...AUDIT_ACTIONS].sort());
  });
});

describe.each(SCENARIOS.map((scenario) => [titleOf(scenario), scenario] as const))("%s", (_, scenario) => {
  const { action, fails, onlyLogs, logsFailure, refuses } = scenario;
  const isChange = !fails && !onlyLogs;

  test("writes its complete rows", async () => {
    const { use, before, attempt } = await stage(scenario);
    const { result, error, after, rows } = await attempt();
    expect(error).toEqual(fails ? expect.objectContaining({ code: fails }) : null);
    if (isChange) expect(after).not.toEqual(before);
    else expect({ ...after, Event: [] }).toEqual({ ...before, Event: [] });
    const leaves = await use.leaves(result);
    expect(leaves).not.toEqual([]);
    expect(rows).toEqual(
      leaves.map(({ actor = use.by, details = {}, ...row }) =>
        expectedRow(actor, row, {
          action: row.action ?? action,
          result: fails || logsFailure ? "failed" : "success",
          details,
        }),
      ),
    );
  });

  test("leaves exactly its events, and changes nothing when one cannot be written", async () => {
    const told = await stage(scenario);
    const before = await getDb().event.count();
    const { rows } = await told.attempt();
    const types = rows.flatMap(({ action: done, result }) => eventOf(done, result) ?? []);
    const events = await getDb().event.findMany({ orderBy: { id: "asc" }, skip: before });
    expect(events.map(({ type }) => type)).toEqual(types);
    expect([...secretsOfTheRun].filter((secret) => JSON.stringify(events).includes(secret))).toEqual([]);
    for (const { data } of events) expect(eventDataSchema.safeParse(JSON.parse(data)).error).toBeUndefined();
    if (types.length === 0) return;
    const untold = await stage(scenario);
    const { error, after } = await untold.attempt(untold.use.by, withoutEvents);
    expect(isClosed(error), String(error)).toBe(true);
    expect(after).toEqual(untold.before);
  });

  test("changes nothing when the audit row cannot be written", async () => {
    const { use, before, attempt } = await stage(scenario);
    const { error, after, rows } = await attempt(use.by, withoutLog);
    expect(isClosed(error), String(error)).toBe(true);
    expect(after).toEqual(before);
    expect(rows).toEqual([]);
  });

  if (isChange)
    test("logs no success when the change cannot be written", async () => {
      const { use, before, attempt } = await stage(scenario);
      const { error, after, rows } = await attempt(use.by, withLogOnly);
      expect(isClosed(error), String(error)).toBe(true);
      expect(after).toEqual(before);
      expect(rows.filter((row) => row.result === "success")).toEqual([]);
    });

  const refusals = Object.entries(refuses) as [keyof Scenario["refuses"], string][];
  const whom = refusals.map(([who, code]) => `${who} (${code})`).join(", ");
  if (whom)
    test(`is refused to ${whom}: each attempt leaves a row and no change, even if the row cannot be written`, async () => {
      const { cast, use, before, attempt } = await stage(scenario);
      const about: AuditSubject = use.refusedAbout ?? (await use.leaves(null))[0] ?? {};
      for (const [who, code] of refusals) {
        const { error, after, rows } = await attempt(cast[who]);
        expect(error, who).toMatchObject({ code });
        expect(after, who).toEqual(before);
        const row = expectedRow(cast[who], about, { action, result: "refused", details: { code } });
        expect(rows, who).toEqual([row]);
        const unlogged = await attempt(cast[who], withoutLog);
        expect(isClosed(unlogged.error), who).toBe(true);
        expect(unlogged.after, who).toEqual(before);
      }
    });
});

describe("the log of all of this", () => {
  test("contains no secret of this run nor its hash, neither on a page nor in the export", async () => {
    const { admin } = await makeCast();
    const rows = await getDb().auditEvent.findMany();
    const page = await listAudit(admin, null, listAuditSchema.parse({ size: 100 }));
    const pieces: string[] = [];
    for await (const piece of await exportAudit(admin, null, auditFilterSchema.parse({}))) pieces.push(piece);
    const everything = JSON.stringify([rows, page]) + pieces.join("");
    for (const action of AUDIT_ACTIONS) expect(everything).toContain(action);
    secretsOfTheRun.add(env().AUTH_SECRET);
    expect(secretsOfTheRun.size).toBeGreaterThan(100);
    const forms = (secret: string) => [secret, Buffer.from(secret).toString("base64"), digest(secret)];
    expect([...secretsOfTheRun].flatMap(forms).filter((form) => everything.includes(form))).toEqual([]);
  });
});

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
