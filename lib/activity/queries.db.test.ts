import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { listAuditSchema } from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { daysAgo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { listAudit } from "./queries";

let admin: Actor;
beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
});

type Event = { actorName?: string; at?: Date; targetName?: string; details?: string } & Record<string, unknown>;

/** Stores one row; `targetName` marks whose test it is. */
function event(data: Event) {
  const row = { actorType: "user", actorName: "somebody", action: "robot.update", ...data };
  return getDb().auditEvent.create({ data: row, select: { id: true } });
}

const list = (input: object, project: string | null = null, actor = admin) =>
  listAudit(actor, project, listAuditSchema.parse({ size: 100, ...input }));
const targets = async (input: object, project: string | null = null) =>
  (await list(input, project)).rows.map(({ target }) => target);

describe("filters of the activity log", () => {
  let project: { id: number; name: string };
  beforeAll(async () => {
    project = await makeProject({ name: "filters" });
    const inProject = { projectId: project.id, projectName: project.name };
    await event({ ...inProject, actorName: "fil.ada", targetName: "edit", at: daysAgo(10) });
    await event({ ...inProject, actorName: "fil.bob", targetName: "refused", result: "refused", at: daysAgo(5) });
    await event({
      ...inProject,
      ...{ actorName: "fil.ada", targetName: "robot", action: "robot.delete", at: daysAgo(2) },
      ...{ robotId: 9_000_001, robotName: "robot_filters+ci" },
    });
    await event({ actorName: "fil.ada", targetName: "elsewhere", action: "session.sign-in", result: "failed" });
  });

  test("by actor, whole or in part, whatever the case", async () => {
    expect(await targets({ actor: "fil.ada" })).toEqual(["elsewhere", "robot", "edit"]);
    expect(await targets({ actor: " Fil.Ada " })).toEqual(["elsewhere", "robot", "edit"]);
    expect(await targets({ actor: "IL.A" })).toEqual(["elsewhere", "robot", "edit"]);
    expect(await targets({ actor: "fil." }, "filters")).toEqual(["robot", "refused", "edit"]);
    expect(await targets({ actor: "fil%" })).toEqual([]);
    expect(await targets({ actor: "fil_a" })).toEqual([]);
  });

  test("by a whole name, those that only contain it are left out", async () => {
    await event({ actorName: "exact", targetName: "it" });
    await event({ actorName: "exact.too", targetName: "longer" });
    expect(await targets({ actor: "exact" })).toEqual(["it"]);
    expect(await targets({ actor: "exac" })).toEqual(["longer", "it"]);
  });

  test("by robot, with its login name or any part of it", async () => {
    expect(await targets({ robot: "robot_filters+ci" })).toEqual(["robot"]);
    expect(await targets({ robot: "ci" }, "filters")).toEqual(["robot"]);
    expect(await targets({ robot: "filters+c" })).toEqual(["robot"]);
    expect(await targets({ robot: "ci" }, (await makeProject()).name)).toEqual([]);
  });

  test("by action, result and project", async () => {
    expect(await targets({ actor: "fil.ada", action: "robot.delete" })).toEqual(["robot"]);
    expect(await targets({ project: "filters", result: "refused" })).toEqual(["refused"]);
    expect(await targets({ actor: "fil.ada", result: "failed" })).toEqual(["elsewhere"]);
  });

  test("by a time range with an inclusive start and an exclusive end", async () => {
    const [row] = (await list({ robot: "robot_filters+ci" })).rows;
    expect(await targets({ project: "filters", from: row?.at })).toEqual(["robot"]);
    expect(await targets({ project: "filters", to: row?.at })).toEqual(["refused", "edit"]);
    const window = { from: daysAgo(6).toISOString(), to: daysAgo(4).toISOString() };
    expect(await targets({ project: "filters", ...window })).toEqual(["refused"]);
    expect(await targets({ project: "filters", span: "7d" })).toEqual(["robot", "refused"]);
  });

  test("all at once", async () => {
    const all = { actor: "fil.ada", action: "robot.delete", result: "success", span: "7d", robot: "robot_filters+ci" };
    expect(await targets({ ...all, project: "filters" })).toEqual(["robot"]);
    expect(await targets({ ...all, result: "failed" }, "filters")).toEqual([]);
  });

  test("of a project never show other projects, whatever the URL says", async () => {
    expect(await targets({}, "filters")).toEqual(["robot", "refused", "edit"]);
    expect(await targets({ project: "another" }, "filters")).toEqual(["robot", "refused", "edit"]);
    expect(await targets({ actor: "fil.ada", action: "session.sign-in" }, "filters")).toEqual([]);
  });

  test("that are invalid are ignored", async () => {
    const nonsense = { action: "robot.explode", result: "7", span: "1y", from: "0000-00-00", to: "soon", size: 7 };
    const places = { before: "x", after: "999999999999999999-1" };
    const parsed = listAuditSchema.parse({ ...nonsense, ...places, actor: undefined });
    expect(parsed).toMatchObject({ action: null, result: null, span: null, from: null, to: null, size: 50 });
    expect(parsed).toMatchObject({ before: null, after: null, actor: "" });
    expect(await targets({ actor: "fil.ada\0" })).toHaveLength(3);
    expect(await targets({ actor: "x".repeat(10_000) })).toEqual([]);
  });
});

describe("pages of the activity log", () => {
  const read = async (input: object, step: "older" | "newer", project: string) => {
    const seen: (string | null)[][] = [];
    let position = {};
    for (;;) {
      const page = await list({ size: 25, ...input, ...position }, project);
      seen.push(page.rows.map(({ target }) => target));
      const next = page[step];
      if (!next) return { seen, page };
      position = step === "older" ? { before: next } : { after: next };
    }
  };

  test("cover each row once, even with equal timestamps and while newer ones are written", async () => {
    const project = await makeProject({ name: "paged" });
    const inProject = { projectId: project.id, projectName: project.name };
    const at = daysAgo(1);
    for (let i = 0; i < 90; i++)
      await event({ ...inProject, targetName: `row-${i}`, at: i < 60 ? at : new Date(at.getTime() + i) });
    const expected = Array.from({ length: 90 }, (_, i) => `row-${89 - i}`);

    const seen: (string | null)[] = [];
    let before: string | null = "";
    while (before !== null) {
      const page = await list({ size: 25, before }, "paged");
      seen.push(...page.rows.map(({ target }) => target));
      before = page.older;
      await event({ ...inProject, targetName: "written meanwhile" });
    }
    expect(seen).toEqual(expected);
  });

  test("lead back the way they came, and end on a full newest page", async () => {
    const { seen, page } = await read({}, "older", "paged");
    const back = [...(seen.at(-1) as string[])];
    let after = page.newer;
    while (after) {
      const newer = await list({ size: 25, after }, "paged");
      expect(newer.older).not.toBeNull();
      after = newer.newer;
      if (after) back.unshift(...newer.rows.map(({ target }) => target as string));
      else expect(newer.rows).toHaveLength(25);
    }
    expect(seen.flat().slice(-back.length)).toEqual(back);
    expect((await list({ size: 25 }, "paged")).newer).toBeNull();
  });

  test("beyond the oldest row are empty and lead back", async () => {
    const page = await list({ before: "1-1" }, "paged");
    expect(page).toMatchObject({ rows: [], older: null });
    expect((await list({ after: page.newer }, "paged")).rows.length).toBeGreaterThan(0);
  });
});

describe("rows of the activity log", () => {
  test("keep names after a delete and link only to what still exists", async () => {
    const project = await makeProject({ name: "links" });
    const robot = await makeRobot({ project, name: "alive" });
    const common = { projectId: project.id, projectName: project.name };
    await event({ ...common, robotId: robot.id, robotName: robot.loginName });
    await event({ ...common, robotId: 9_000_002, robotName: "robot_links+gone" });
    await event({ projectId: 9_000_003, projectName: "links-gone", actorName: "ghost", targetName: "links-gone" });
    const [gone, alive] = (await list({}, "links")).rows;
    expect(alive?.robot).toEqual({ name: "robot_links+alive", home: { id: robot.id, project: "links" } });
    expect(gone?.robot).toEqual({ name: "robot_links+gone", home: null });
    expect(gone?.project).toEqual({ name: "links", exists: true });
    const [deleted] = (await list({ project: "links-gone" })).rows;
    expect(deleted).toMatchObject({ project: { name: "links-gone", exists: false }, actor: { name: "ghost" } });
  });

  test("of a project don't link to a robot that is now in another project", async () => {
    const [here, there] = [await makeProject(), await makeProject({ name: "other-home" })];
    const robot = await makeRobot({ project: there });
    await event({ projectId: here.id, projectName: here.name, robotId: robot.id, robotName: robot.loginName });
    expect((await list({}, here.name)).rows[0]?.robot).toEqual({ name: robot.loginName, home: null });
    const [row] = (await list({ robot: robot.loginName })).rows;
    expect(row?.robot?.home).toEqual({ id: robot.id, project: "other-home" });
  });

  test("with unknown actions and details are shown as stored", async () => {
    await event({ actorName: "future", action: "policy.create", details: "[broken" });
    const [row] = (await list({ actor: "future" })).rows;
    expect(row?.text).toBe("policy.create");
    expect(row?.details).toEqual([{ label: "Details", kind: "fact", value: { kind: "text", text: "[broken" } }]);
  });
});

describe("who may read activity", () => {
  test("any role in a project may, and nobody else learns that it exists", async () => {
    const [owner, viewer, outsider] = [await makeUser(), await makeUser(), await makeUser()];
    const project = await makeProject({ admins: [owner], viewers: [viewer] });
    await makeProject({ admins: [outsider] });
    await event({ projectId: project.id, projectName: project.name, targetName: "seen" });
    for (const actor of [owner, viewer, admin]) expect((await list({}, project.name, actor)).rows).toHaveLength(1);
    const refused = await list({}, project.name, outsider).catch((error: unknown) => error);
    const absent = await list({}, "no-such-project", outsider).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "NOT_FOUND" });
    expect(String(refused).replace(project.name, "")).toBe(String(absent).replace("no-such-project", ""));
  });

  test("only system admins may read the instance's: a project admin gets NOT_FOUND", async () => {
    const owner = await makeUser();
    const project = await makeProject({ admins: [owner] });
    for (const input of [{}, { project: project.name }])
      await expect(list(input, null, owner)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
