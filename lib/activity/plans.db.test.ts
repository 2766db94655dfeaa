import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { auditFilterSchema, listAuditSchema } from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { makeUser } from "@/testing/builders";
import { isSqlite, type PlanWatch, watchPlans } from "@/testing/plans";
import { exportAudit } from "./export";
import { findAuditRows } from "./pages";
import { listAudit } from "./queries";

/** SQLite plans by rule; Postgres by statistics, and a small table it would rather read whole. */
const ROWS = isSqlite ? 1000 : 10_000;

let watch: PlanWatch;
let actor: Actor;
let project: { id: number };

beforeAll(async () => {
  actor = await makeUser({ isAdmin: true });
  project = await getDb().project.create({ data: { name: "big", searchName: "big" }, select: { id: true } });
  await seed();
  watch = watchPlans();
});

afterAll(() => watch.end());

/** Half of the rows are the project's; every filter below finds some and misses most. */
async function seed(): Promise<void> {
  for (let start = 0; start < ROWS; start += 1000)
    await getDb().auditEvent.createMany({
      data: Array.from({ length: 1000 }, (_, offset) => start + offset).map((n) => ({
        at: new Date(Date.UTC(2026, 0, 1) + n * 1000),
        actorType: "user",
        actorName: `person${n % 50}`,
        action: n % 3 ? "robot.update" : "session.sign-in",
        result: n % 100 ? "success" : "failed",
        projectId: n % 2 ? project.id : null,
        projectName: n % 2 ? "big" : null,
        robotId: n % 700,
        robotName: `robot_big+r${n % 700}`,
      })),
    });
  if (!isSqlite) await getDb().$executeRawUnsafe("ANALYZE");
}

/** The plan of every question to the audit table that reading a page asked. */
async function plansOf(input: object, projectName: string | null): Promise<string[]> {
  const plans = await watch.plansOf("AuditEvent", async () => {
    const page = await listAudit(actor, projectName, listAuditSchema.parse({ size: 25, ...input }));
    expect(page.rows.length).toBeGreaterThan(0);
  });
  expect(plans.length).toBeGreaterThan(0);
  return plans;
}

const moment = (share: number) => new Date(Date.UTC(2026, 0, 1) + share * ROWS * 1000);
const middle = `${moment(0.5).getTime()}-${ROWS / 2}`;
const half = { from: moment(0.25).toISOString(), to: moment(0.75).toISOString() };

describe.each([
  ["the instance", null],
  ["a project", "big"],
])("a page of the log of %s is read along an index for", (_, projectName) => {
  test.each([
    ["no filter", {}],
    ["an actor", { actor: "person7" }],
    ["an action", { action: "session.sign-in" }],
    ["a result", { result: "success" }],
    ["a project by name", { project: "big" }],
    ["a time range", half],
    ["an action in a time range", { action: "robot.update", ...half }],
    ["an actor and a result", { actor: "person7", result: "success" }],
    ["an older page", { before: middle }],
    ["a newer page", { after: middle }],
    ["an actor's older page", { actor: "person7", before: middle }],
  ])("%s, without sorting", async (_name, input) => {
    for (const plan of await plansOf(input, projectName)) {
      expect(plan).toMatch(isSqlite ? /USING (COVERING )?INDEX AuditEvent_/ : /Index (Only )?Scan/);
      expect(plan).not.toMatch(isSqlite ? /TEMP B-TREE|MULTI-INDEX/ : /Seq Scan|Sort/);
    }
  });

  test.each([
    ["a robot", { robot: "robot_big+r7" }],
    ["a robot, an actor and an action", { robot: "robot_big+r7", actor: "person7", action: "robot.update" }],
  ])("%s: the robot's own, after a seek for each name", async (_name, input) => {
    const plans = await plansOf(input, projectName);
    expect(plans.at(-1)).toMatch(
      isSqlite ? /AuditEvent_robotName_at_id_idx/ : /AuditEvent_(projectId_)?robotName_at_id_idx/,
    );
    for (const plan of plans) {
      expect(plan).toMatch(/AuditEvent_(projectId_)?(robotName|actorName)_at_id_idx/);
      expect(plan).not.toMatch(isSqlite ? /TEMP B-TREE|SCAN/ : /Seq Scan/);
    }
  });
});

const isRead = (plan: string) => !/AGGREGATE|Aggregate|CO-ROUTINE/.test(plan);

describe("queries over many rows", () => {
  test.each([
    ["the whole log", {}, null],
    ["a project", {}, "big"],
    ["an actor", { actor: "person7" }, null],
    ["an actor and an action", { actor: "person7", action: "robot.update" }, "big"],
    ["a project by name and a result", { project: "big", result: "success" }, null],
    ["an actor as somebody else spells it", { actor: "Person7" }, "big"],
  ])("the export of %s never sorts and never scans the table", async (name, filter, projectName) => {
    const plans = await watch.plansOf("AuditEvent", async () => {
      const pieces = await exportAudit(actor, projectName, auditFilterSchema.parse(filter));
      for await (const piece of pieces) expect(piece).not.toBe("");
    });
    for (const plan of plans) {
      expect(plan).toMatch(isSqlite ? /USING (COVERING )?INDEX AuditEvent_/ : /Index (Only )?Scan/);
      // Postgres, which keeps no request of ours waiting, sorts the last few rows; a name in two spellings is sorted
      // anywhere, but no more rows than are looked through at once.
      if (isSqlite && !name.startsWith("an actor as")) expect(plan).not.toMatch(/TEMP B-TREE|MULTI-INDEX/);
      expect(plan).not.toContain("Seq Scan");
    }
  });

  test("a page far back in a numbered list is reached along an index", async () => {
    const page = { actor: "", from: null, to: null, dir: "desc", page: 9, size: 100 } as const;
    const plans = await watch.plansOf("AuditEvent", async () => {
      expect((await findAuditRows(actor, null, page)).rows).toHaveLength(100);
    });
    const reads = plans.filter(isRead);
    expect(reads.length).toBeGreaterThan(1);
    for (const plan of reads) {
      expect(plan).toMatch(isSqlite ? /USING (COVERING )?INDEX AuditEvent_at/ : /Index (Only )?Scan/);
      expect(plan).not.toMatch(/TEMP B-TREE|Seq Scan/);
    }
  });
});
