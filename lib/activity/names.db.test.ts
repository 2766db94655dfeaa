import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { listAuditSchema } from "@/lib/audit/schema";
import { auditNames } from "@/lib/db/audit-names";
import { getDb } from "@/lib/db/client";
import { makeProject, makeUser } from "@/testing/builders";
import { isSqlite, type PlanWatch, watchPlans } from "@/testing/plans";
import { suggestNames } from "./names";
import { suggestNamesSchema } from "./names-schema";
import { listAudit } from "./queries";

const NAMES = 2600;

let root: Actor;
let viewer: Actor;
let project: { id: number; name: string };
let watch: PlanWatch;

beforeAll(async () => {
  [root, viewer] = [await makeUser({ isAdmin: true }), await makeUser()];
  project = await makeProject({ name: "names", viewers: [viewer] });
  const other = await makeProject({ name: "other-names" });
  const of = ({ id, name }: { id: number; name: string }) => ({ projectId: id, projectName: name });
  const row = (n: number) => ({
    ...{ actorType: "user", actorName: `person${n % 9}`, action: "robot.update" },
    ...{ targetName: `row-${n}`, robotName: `robot_names+r${n}`, ...of(project) },
  });
  for (let start = 0; start < NAMES; start += 1000)
    await getDb().auditEvent.createMany({
      data: Array.from({ length: Math.min(1000, NAMES - start) }, (_, n) => row(start + n)),
    });
  await getDb().auditEvent.createMany({
    data: [
      { ...row(0), ...of(other), actorName: "elsewhere", robotName: "robot_other-names+r1", targetName: "there" },
      { ...row(0), actorType: "anonymous", actorName: "PeRsOn%_x", robotName: null, targetName: "odd" },
    ],
  });
  if (!isSqlite) await getDb().$executeRawUnsafe("ANALYZE");
  watch = watchPlans();
});

afterAll(() => watch.end());

const suggest = (by: string, q: string, home: string | null = null, who = root) =>
  suggestNames(who, suggestNamesSchema.parse({ project: home, by, q }));
const targets = async (input: object, home: string | null = project.name) =>
  (await listAudit(root, home, listAuditSchema.parse({ size: 100, ...input }))).rows.map(({ target }) => target);

describe("suggestions", () => {
  test("are the first names that contain the text, each once", async () => {
    expect(await suggest("robot", "+R259")).toEqual(
      ["259", "2590", "2591", "2592", "2593", "2594", "2595", "2596"].map((n) => `robot_names+r${n}`),
    );
    expect(await suggest("project", "names")).toEqual(["names", "other-names"]);
    expect(await suggest("actor", "%_")).toEqual(["PeRsOn%_x"]);
    expect(await suggest("actor", "no such person")).toEqual([]);
    expect(await suggest("actor", "")).toEqual([]);
    expect(await suggest("robot", "\0")).toEqual([]);
  });

  test("of a project name nobody and nothing of other projects", async () => {
    expect(await suggest("actor", "elsewhere", "names", viewer)).toEqual([]);
    expect(await suggest("robot", "other", "names", viewer)).toEqual([]);
    expect(await suggest("project", "names", "names", viewer)).toEqual(["names"]);
  });

  test("are for those who may read the log", async () => {
    const gone = { code: "NOT_FOUND" };
    await expect(suggest("actor", "person", "other-names", viewer)).rejects.toMatchObject(gone);
    await expect(suggest("actor", "person", null, viewer)).rejects.toMatchObject(gone);
    await expect(suggest("actor", "person", "no-such-project")).rejects.toMatchObject(gone);
  });
});

describe("the log by a part of a name", () => {
  test("has every row of every name that contains it, few names or many", async () => {
    expect(await targets({ robot: "+r2599" })).toEqual(["row-2599"]);
    expect(new Set(await targets({ robot: "r259" }))).toEqual(
      new Set(["row-259", ...Array.from({ length: 10 }, (_, n) => `row-${2590 + n}`)]),
    );
    expect(await targets({ actor: "person", robot: "+r1500" })).toEqual(["row-1500"]);
    expect(await targets({ robot: "robot_names" })).toHaveLength(100);
    expect(await targets({ project: "names", robot: "other" }, null)).toEqual([]);
    expect(await targets({ project: "nam", robot: "other" }, null)).toEqual(["there"]);
    expect(await targets({ actor: "%_X" })).toEqual(["odd"]);
  });

  test("reads names one by one from an index, a slice at a time", async () => {
    expect(await auditNames("robotName", project.id, "robot_names+r2598", 5)).toHaveLength(5);
    for (const [column, home, index] of [
      ["robotName", project.id, "projectId_robotName"],
      ["actorName", project.id, "projectId_actorName"],
      ["robotName", null, "robotName"],
    ] as const) {
      const plans = await watch.plansOf("AuditEvent", () => auditNames(column, home, "", 2));
      expect(plans).toHaveLength(1);
      expect(plans[0]).toContain(`AuditEvent_${index}_at_id_idx`);
      expect(plans[0]).not.toMatch(/Seq Scan|TEMP B-TREE|SCAN (main\.)?AuditEvent/);
    }
  });
});
