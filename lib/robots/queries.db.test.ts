import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds, NEVER } from "@/lib/access/expiry";
import { getDb } from "@/lib/db/client";
import { daysAgo, inDays, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { readableRobot } from "./access";
import { countRobots, findRobots, getRobot, isRobotNameTaken, listRobots, selectRobots } from "./queries";
import { type ListRobotsInput, listRobotsSchema } from "./schema";

let viewer: Actor;
let project: { id: number; name: string };

beforeAll(async () => {
  viewer = await makeUser();
  project = await makeProject({ name: "shop_front", viewers: [viewer] });
  const at = (days: number) => ({ project, createdAt: daysAgo(days) });
  await makeRobot({ ...at(9), name: "a_b", expiresAt: NEVER, lastUsedAt: daysAgo(1) });
  await makeRobot({ ...at(8), name: "a-b", expiresAt: inDays(10), lastUsedAt: null });
  await makeRobot({ ...at(7), name: "late", expiresAt: inDays(-1), lastUsedAt: daysAgo(3) });
  await makeRobot({ ...at(6), name: "off", expiresAt: inDays(5), disabled: true, lastUsedAt: null });
  await makeRobot({ ...at(5), name: "off-late", expiresAt: inDays(-5), disabled: true, lastUsedAt: daysAgo(2) });
  await makeRobot({ project: await makeProject(), name: "a_b" });
});

async function names(input: Partial<Record<keyof ListRobotsInput, unknown>>): Promise<string[]> {
  const page = await listRobots(viewer, project.name, listRobotsSchema.parse(input));
  return page.rows.map(({ name }) => name);
}

describe("status filter", () => {
  test.each([
    [["active"], ["a-b", "a_b"]],
    [["expired"], ["late"]],
    [["disabled"], ["off-late", "off"]],
    [["expiring"], ["soon"]],
    [["never-expires"], ["a_b"]],
    [["never-used"], ["off", "a-b"]],
    [
      ["expired", "disabled"],
      ["off-late", "off", "late"],
    ],
    [["disabled", "never-used"], ["off"]],
    [["active", "expired", "never-used"], ["a-b"]],
    [
      ["expiring", "never-expires"],
      ["soon", "a_b"],
    ],
    [["disabled", "never-expires"], []],
  ])("%j lists robots that match any filter of a group, and all groups", async (status, expected) => {
    const soon = { project, name: "soon", createdAt: daysAgo(4), lastUsedAt: daysAgo(1) };
    const { id } = await makeRobot({ ...soon, expiresAt: inDays(6), disabled: !status.includes("expiring") });
    const off = await makeRobot({
      project,
      name: "soon-off",
      expiresAt: inDays(6),
      disabled: true,
      lastUsedAt: daysAgo(1),
    });
    const found = await names({ status });
    const { total } = await listRobots(viewer, project.name, listRobotsSchema.parse({ status }));
    await getDb().robot.deleteMany({ where: { id: { in: [id, off.id] } } });
    expect(total).toBe(found.length);
    const isOther = (name: string) => name.startsWith("soon") && !status.includes("expiring");
    expect(found.filter((name) => !isOther(name))).toEqual(expected);
  });

  test("lists every robot under exactly one status, the one its row shows", async () => {
    const all = await listRobots(viewer, project.name, listRobotsSchema.parse({}));
    for (const status of ["active", "expired", "disabled"]) {
      expect((await names({ status: [status] })).sort()).toEqual(
        all.rows
          .filter((row) => row.status === status)
          .map(({ name }) => name)
          .sort(),
      );
    }
  });

  test("counts a robot as expired from the second of its expiry", async () => {
    const edge = await makeProject({ viewers: [viewer] });
    await makeRobot({ project: edge, expiresAt: epochSeconds() });
    const page = await listRobots(viewer, edge.name, listRobotsSchema.parse({ status: ["expired"] }));
    expect(page.rows).toHaveLength(1);
  });
});

describe("search", () => {
  test("covers descriptions, and every word must be in the name or the description", async () => {
    const shop = await makeProject({ viewers: [viewer] });
    await makeRobot({ project: shop, name: "ci-build", description: "Pushes 50%_OF every commit\non main" });
    await makeRobot({ project: shop, name: "deploy", description: "Pulls what CI pushed" });
    const found = async (q: string) =>
      (await listRobots(viewer, shop.name, listRobotsSchema.parse({ q, sort: "name", dir: "asc" }))).rows.map(
        ({ name }) => name,
      );
    expect(await found("pushes")).toEqual(["ci-build"]);
    expect(await found("CI push")).toEqual(["ci-build", "deploy"]);
    expect(await found("push deploy ci")).toEqual(["deploy"]);
    expect(await found("50%_of")).toEqual(["ci-build"]);
    expect(await found("50_%of")).toEqual([]);
    expect(await found("push nowhere")).toEqual([]);
  });

  test.each([
    ["a_b", ["a_b"]],
    ["A-B", ["a-b"]],
    ["  late ", ["off-late", "late"]],
    ["robot_shop_front+off", ["off-late", "off"]],
    ["%", []],
    ["\\", []],
    ["' OR 1=1 --", []],
    ["nothing", []],
  ])("for %j finds %j", async (q, expected) => expect(await names({ q })).toEqual(expected));
});

describe("sort", () => {
  test.each([
    ["created", "asc", ["a_b", "a-b", "late", "off", "off-late"]],
    ["created", "desc", ["off-late", "off", "late", "a-b", "a_b"]],
    ["expires", "asc", ["off-late", "late", "off", "a-b", "a_b"]],
    ["expires", "desc", ["a_b", "a-b", "off", "late", "off-late"]],
    ["lastUsed", "desc", ["a_b", "off-late", "late", "off", "a-b"]],
    ["lastUsed", "asc", ["a-b", "off", "late", "off-late", "a_b"]],
  ])("by %s %s places never-expiring and unused robots correctly", async (sort, dir, expected) =>
    expect(await names({ sort, dir })).toEqual(expected),
  );

  test("by name works in both directions", async () => {
    const ascending = await names({ sort: "name", dir: "asc" });
    expect(await names({ sort: "name", dir: "desc" })).toEqual([...ascending].reverse());
  });
});

test("pages cover the list once, and the total counts all", async () => {
  const many = await makeProject({ viewers: [viewer] });
  for (let index = 0; index < 32; index++) await makeRobot({ project: many, name: `r${index}` });
  const seen: string[] = [];
  for (const page of [1, 2, 3]) {
    const found = await listRobots(viewer, many.name, listRobotsSchema.parse({ page, size: 15 }));
    expect([found.total, found.capped]).toEqual([32, false]);
    seen.push(...found.rows.map(({ name }) => name));
  }
  expect(new Set(seen).size).toBe(32);
  expect(seen).toHaveLength(32);
});

test("a page past the end is empty and still has the total", async () => {
  const few = await makeProject({ viewers: [viewer] });
  await makeRobot({ project: few });
  const found = await listRobots(viewer, few.name, listRobotsSchema.parse({ page: 3 }));
  expect(found).toMatchObject({ rows: [], total: 1, capped: false });
});

test("invalid list parameters fall back to the defaults", () => {
  const nonsense = { q: 5, status: "x", sort: "secretHash", dir: "up", page: -1, size: 1e9 };
  expect(listRobotsSchema.parse(nonsense)).toEqual({
    q: "",
    status: [],
    sort: "created",
    dir: "desc",
    page: 1,
    size: 15,
  });
});

test("no reply includes the hash of a secret", async () => {
  const page = await listRobots(viewer, project.name, listRobotsSchema.parse({}));
  const id = page.rows[0]?.id ?? 0;
  const found = await findRobots(viewer, project.name, { conditions: [], sorts: [], page: 1, size: 9 });
  const told = [page, found, await getRobot(viewer, project.name, id), await readableRobot(viewer, id)];
  expect(JSON.stringify(told)).not.toMatch(/sha256|bcrypt|secretHash/i);
});

test("a robot is found only in its own home, even by a system admin", async () => {
  const root = await makeUser({ isAdmin: true });
  const grants = [{ kind: "project", projectId: project.id, access: "repository:pull" }] as const;
  const [own, system] = [await makeRobot({ project, name: "at-home" }), await makeSystemRobot({ grants })];
  const gone = { code: "NOT_FOUND" };
  const home = { kind: "project", id: project.id, name: project.name };
  const access = { projects: [{ project: project.name, permissions: ["repository:pull"] }], system: [] };
  expect(await getRobot(root, project.name, own.id)).toMatchObject({ home, name: "at-home" });
  expect(await getRobot(root, null, system.id)).toMatchObject({ home: { kind: "instance" }, access });
  await expect(getRobot(root, null, own.id)).rejects.toMatchObject(gone);
  await expect(getRobot(root, project.name, system.id)).rejects.toMatchObject(gone);
  expect((await readableRobot(root, own.id)).robot).toMatchObject({ home });
  expect((await readableRobot(root, system.id)).robot).toMatchObject({ home: { kind: "instance" } });
  await expect(readableRobot(viewer, system.id)).rejects.toMatchObject(gone);
});

test("a person without a role reads nothing of a project, nor through another project", async () => {
  const outsider = await makeUser();
  const own = await makeProject({ admins: [outsider] });
  const robot = await makeRobot({ project, name: "hidden" });
  const gone = { code: "NOT_FOUND" };
  await expect(listRobots(outsider, project.name, listRobotsSchema.parse({}))).rejects.toMatchObject(gone);
  for (const home of [project.name, null])
    await expect(selectRobots(outsider, { project: home, q: "", status: [] })).rejects.toMatchObject(gone);
  await expect(countRobots(outsider, project.name)).rejects.toMatchObject(gone);
  await expect(isRobotNameTaken(outsider, project.name, "hidden")).rejects.toMatchObject(gone);
  await expect(getRobot(outsider, project.name, robot.id)).rejects.toMatchObject(gone);
  await expect(getRobot(outsider, own.name, robot.id)).rejects.toMatchObject(gone);
  await expect(listRobots(outsider, "no-such-project", listRobotsSchema.parse({}))).rejects.toMatchObject(gone);
});
