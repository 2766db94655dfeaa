import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { isSqlite, watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { searchConsole } from "./queries";
import { searchSchema } from "./schema";

let admin: Actor;
let viewer: Actor;
let outsider: Actor;
let system: Actor;

beforeAll(async () => {
  [admin, viewer, outsider] = [await makeUser(), await makeUser(), await makeUser()];
  system = await makeUser({ isAdmin: true });
  const harbour = await makeProject({ name: "harbour", admins: [admin], viewers: [viewer] });
  const old = await makeProject({ name: "old-harbour", admins: [outsider] });
  await makeRobot({ project: harbour, name: "ci_build.main" });
  await makeRobot({ project: harbour, name: "expired", expiresAt: inDays(-1) });
  await makeRobot({ project: harbour, name: "off", disabled: true });
  await makeRobot({ project: old, name: "secret-plan" });
});

const search = async (actor: Actor, q: unknown) => {
  const { projects, robots } = await searchConsole(actor, searchSchema.parse({ q }));
  return { projects: projects.rows.map(({ name }) => name), robots: robots.rows.map(({ loginName }) => loginName) };
};

describe("search results", () => {
  test("are projects that start with the text, then others, and robots by login name", async () => {
    expect(await search(system, "HARBOUR")).toEqual({
      projects: ["harbour", "old-harbour"],
      robots: [
        "robot_harbour+ci_build.main",
        "robot_harbour+expired",
        "robot_harbour+off",
        "robot_old-harbour+secret-plan",
      ],
    });
    expect(await search(system, " harbour+ci_b ")).toEqual({ projects: [], robots: ["robot_harbour+ci_build.main"] });
  });

  test("show each robot's project and status, and never a hash", async () => {
    const { robots } = await searchConsole(system, { q: "robot_harbour+", all: null });
    expect(robots.rows.map(({ project, status }) => [project, status])).toEqual([
      ["harbour", "active"],
      ["harbour", "expired"],
      ["harbour", "disabled"],
    ]);
    expect(JSON.stringify(robots)).not.toMatch(/sha256|hash/i);
  });

  test.each(["", "   ", null, undefined, 7, "%", "ci%main", "ci_b_ild", "\\", "no such thing", "a\0b", "\ud800"])(
    "are empty for %j",
    async (q) => {
      expect(await search(system, q)).toEqual({ projects: [], robots: [] });
    },
  );

  test("are limited to eight of each kind", async () => {
    for (let index = 0; index < 10; index++) {
      const project = await makeProject({ name: `many-${index}` });
      await makeRobot({ project, name: "one" });
    }
    const { projects, robots } = await search(system, "many-");
    expect([projects.length, robots.length]).toEqual([8, 8]);
  });

  test("say how many there are, and list all robots on request", async () => {
    const found = await searchConsole(system, { q: "many- one", all: "robots" });
    expect(found.robots).toMatchObject({ total: 10, capped: false });
    expect(found.robots.rows).toHaveLength(10);
    const { projects } = await searchConsole(system, { q: "many-", all: null });
    expect([projects.rows.length, projects.total]).toEqual([8, 10]);
    expect((await searchConsole(outsider, { q: "many-", all: "robots" })).robots).toMatchObject({ rows: [], total: 0 });
  });

  test("contain every word, in any order", async () => {
    expect((await search(system, "main harbour CI")).robots).toEqual(["robot_harbour+ci_build.main"]);
    expect((await search(system, "harbour old")).projects).toEqual(["old-harbour"]);
    expect(await search(system, "harbour nowhere")).toEqual({ projects: [], robots: [] });
  });

  test("say what the person may change", async () => {
    const can = async (actor: Actor) => {
      const { projects, robots } = await searchConsole(actor, { q: "harbour", all: null });
      return [...projects.rows, ...robots.rows].map(({ canManage }) => canManage);
    };
    expect(new Set(await can(admin))).toEqual(new Set([true]));
    expect(new Set(await can(viewer))).toEqual(new Set([false]));
    expect(new Set(await can(system))).toEqual(new Set([true]));
  });
});

describe("names scanned slice by slice", () => {
  test.each(["robot", "harbour", "ci", "one", "secret-plan", "many-9", "nowhere"])(
    "give the same results for %s as a single scan",
    async (q) => {
      const whole = await searchConsole(system, { q, all: null });
      for (const slice of [1, 2, 3, 7, 1_000])
        expect([slice, await searchConsole(system, { q, all: null }, slice)]).toEqual([slice, whole]);
    },
  );

  if (isSqlite)
    test("are read from an index of names, without rows and without sorting", async () => {
      const watch = watchPlans();
      const plans = await watch.plansOf("Robot", () => searchConsole(system, { q: "nowhere", all: null }, 2));
      await watch.end();
      expect(plans.length).toBeGreaterThan(4);
      for (const plan of plans) {
        expect(plan).toContain("COVERING INDEX Robot_searchName_idx");
        expect(plan).not.toContain("TEMP B-TREE");
      }
    });

  test("let other requests run in between", async () => {
    let turns = 0;
    const clock = setInterval(() => turns++, 0);
    await searchConsole(system, { q: "nowhere", all: null }, 1);
    clearInterval(clock);
    expect(turns).toBeGreaterThan(0);
  });
});

describe("who can find what", () => {
  test("people with any role in a project find it and its robots, and nothing in other projects", async () => {
    for (const person of [admin, viewer]) {
      const { projects, robots } = await search(person, "harbour");
      expect(projects).toEqual(["harbour"]);
      expect(robots).toHaveLength(3);
      expect(await search(person, "secret-plan")).toEqual({ projects: [], robots: [] });
    }
  });

  test("people without a role in a project find nothing in it, even with the exact name", async () => {
    expect(await search(outsider, "robot_harbour+ci_build.main")).toEqual({ projects: [], robots: [] });
    expect(await search(await makeUser(), "harbour")).toEqual({ projects: [], robots: [] });
  });

  test("only system admins find system robots", async () => {
    const project = await makeProject({ name: "temporary", admins: [admin] });
    const { id } = await makeRobot({ project, name: "wide" });
    const systemRobot = { level: "system", projectId: null, loginName: "robot_wide", searchName: "robot‿wide" };
    await getDb().robot.update({ where: { id }, data: systemRobot });
    expect((await searchConsole(system, { q: "robot_wide", all: null })).robots.rows).toMatchObject([
      { id, project: null },
    ]);
    expect((await searchConsole(admin, { q: "robot_wide", all: null })).robots.rows).toEqual([]);
  });
});
