import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import { getDb } from "@/lib/db/client";
import { pagingSchema } from "@/lib/pagination";
import { NO_RULES, type PolicyRules } from "@/lib/policies/rules";
import { setInstancePolicy, setProjectPolicy } from "@/lib/policies/service";
import {
  listOutsideInstance,
  listOutsideProject,
  previewInstancePolicy,
  previewProjectPolicy,
} from "@/lib/robots/outside-policy";
import { accessTo, daysAgo, inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import type { RobotFilter } from "./filters";
import { listRobots } from "./queries";
import { listRobotsSchema } from "./schema";
import { createRobot } from "./service";

let root: Actor;
let viewer: Actor;
let project: { id: number; name: string };
let other: { id: number; name: string };
const FIRST = { page: 1, size: 15 } as const;

beforeAll(async () => {
  [root, viewer] = await Promise.all([makeUser({ isAdmin: true }), makeUser()]);
  project = await makeProject({ viewers: [viewer] });
  other = await makeProject({});
  const at = (days: number) => ({ project, createdAt: daysAgo(days) });
  await makeRobot({ ...at(300), name: "forever", expiresAt: NEVER, lastUsedAt: daysAgo(1) });
  await makeRobot({ ...at(300), name: "far", expiresAt: inDays(200), lastUsedAt: daysAgo(91) });
  await makeRobot({ ...at(300), name: "far-off", expiresAt: inDays(100), disabled: true, lastUsedAt: null });
  await makeRobot({ ...at(80), name: "extended", expiresAt: inDays(30), lastUsedAt: null });
  await makeRobot({ ...at(300), name: "unused", expiresAt: inDays(5), lastUsedAt: null });
  await makeRobot({ ...at(300), name: "late", expiresAt: inDays(-5), lastUsedAt: daysAgo(200) });
  await makeRobot({ project: other, name: "elsewhere", expiresAt: NEVER });
  await createRobot(root, {
    project: null,
    ...{ name: "sys", description: "", duration: 300, creationKey: crypto.randomUUID() },
    access: accessTo(project, "repository:pull"),
  });
});

/** Sets both policies anew, whatever they were. */
async function policies(instance: Partial<PolicyRules>, own: Partial<PolicyRules> = {}): Promise<void> {
  await getDb().policy.deleteMany({});
  await setInstancePolicy(root, { ...NO_RULES, ...instance, version: 0 });
  await setProjectPolicy(root, { ...NO_RULES, ...own, project: project.name, version: 0 });
}

const names = (rows: { loginName: string }[]) => rows.map(({ loginName }) => loginName.replace(/^.*[+_]/, ""));

describe("robots outside the policy", () => {
  test.each<[Partial<PolicyRules>, string[], string[]]>([
    [{}, [], []],
    [{ forbidNever: true }, ["elsewhere", "forever"], ["forever"]],
    [{ maxDays: 90 }, ["sys", "far", "far-off"], ["far", "far-off"]],
    [{ maxDays: 250, forbidNever: true }, ["elsewhere", "forever", "sys"], ["forever"]],
  ])("are listed under the instance's rules %j, latest expiry first: %j", async (rules, everywhere, inProject) => {
    await policies(rules);
    const all = await listOutsideInstance(root, FIRST);
    expect(names(all.rows)).toEqual(everywhere);
    expect([all.total, all.capped]).toEqual([everywhere.length, false]);
    expect(names((await listOutsideProject(viewer, project.name, FIRST)).rows)).toEqual(inProject);
    const listed = await listRobots(
      viewer,
      project.name,
      listRobotsSchema.parse({ status: ["outside"], sort: "expires" }),
    );
    expect(names(listed.rows)).toEqual(inProject);
    expect(listed.rows.every(({ outsidePolicy }) => outsidePolicy)).toBe(true);
    const whole = await listRobots(viewer, project.name, listRobotsSchema.parse({}));
    expect(whole.rows.filter(({ outsidePolicy }) => outsidePolicy)).toHaveLength(inProject.length);
  });

  test("of a project are measured by its stricter policy, those of the instance by the instance's", async () => {
    await policies({ forbidNever: true }, { maxDays: 20 });
    const inProject = await listOutsideProject(viewer, project.name, FIRST);
    expect(inProject.rows.map(({ status, ...row }) => [names([row])[0], status, row.project])).toEqual([
      ["forever", "active", project.name],
      ["far", "active", project.name],
      ["far-off", "disabled", project.name],
      ["extended", "active", project.name],
    ]);
    expect(names((await listOutsideInstance(root, FIRST)).rows)).toEqual(["elsewhere", "forever"]);
  });

  test("can be previewed before a policy is saved, which saves nothing", async () => {
    await policies({ maxDays: 250 });
    const preview = await previewInstancePolicy(root, { ...NO_RULES, maxDays: 150 });
    expect(names(preview.rows)).toEqual(["sys", "far"]);
    const own = { project: project.name, ...NO_RULES, forbidNever: true };
    expect(names((await previewProjectPolicy(viewer, own)).rows)).toEqual(["forever"]);
    expect((await listOutsideInstance(root, FIRST)).rows.map(({ loginName }) => loginName)).toEqual(["robot_sys"]);
  });

  test("are paged, include no hash and stay hidden from other projects", async () => {
    await policies({ maxDays: 1, forbidNever: true });
    const many = await makeProject({ viewers: [viewer] });
    for (let index = 0; index < 17; index++) await makeRobot({ project: many, expiresAt: inDays(50) });
    const pages = await Promise.all([1, 2].map((page) => listOutsideProject(viewer, many.name, { page, size: 15 })));
    expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(17);
    expect(pages.map(({ total }) => total)).toEqual([17, 17]);
    expect(JSON.stringify(pages)).not.toMatch(/sha256|bcrypt|hash/i);
    const gone = { code: "NOT_FOUND" };
    await expect(listOutsideProject(viewer, other.name, FIRST)).rejects.toMatchObject(gone);
    await expect(previewProjectPolicy(viewer, { ...NO_RULES, project: other.name })).rejects.toMatchObject(gone);
    await expect(listOutsideInstance(viewer, FIRST)).rejects.toMatchObject(gone);
  });

  test("fall back to defaults for invalid paging", () => {
    expect(pagingSchema.parse({ page: -1, size: 16 })).toEqual({ page: 1, size: 15 });
  });
});

describe("idle robots", () => {
  const idle = async (...status: RobotFilter[]) => {
    const page = await listRobots(viewer, project.name, listRobotsSchema.parse({ status, sort: "name", dir: "asc" }));
    return { names: names(page.rows.filter((row) => row.idle)), total: page.total };
  };

  test.each<[Partial<PolicyRules>, Partial<PolicyRules>, string[]]>([
    [{}, {}, []],
    [{ idleDays: 90 }, {}, ["far", "unused"]],
    [{ idleDays: 92 }, {}, ["unused"]],
    [{ idleDays: 365 }, {}, []],
    [{ idleDays: 365 }, { idleDays: 60 }, ["extended", "far", "unused"]],
  ])(
    "under %j and %j are those that could log in but were neither used nor made since: %j",
    async (all, own, expected) => {
      await policies(all, own);
      expect(await idle("idle")).toEqual({ names: expected, total: expected.length });
      expect((await idle()).names).toEqual(expected);
    },
  );
});
