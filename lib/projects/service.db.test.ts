import { describe, expect, test } from "vitest";
import { daysAgo, inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { readableProject } from "./access";
import { listProjects } from "./queries";
import { createProjectSchema, listProjectsSchema } from "./schema";
import { createProject, deleteProject } from "./service";

const audited = (projectName: string) =>
  getDb().auditEvent.findMany({ where: { projectName }, select: { actorName: true, action: true, result: true } });

describe("creating a project", () => {
  test("makes its creator the first admin and leaves an audit row", async () => {
    const admin = await makeUser({ isAdmin: true });
    const project = await createProject(admin, { name: "new.project" });
    const members = await getDb().member.findMany({ where: { projectId: project.id } });
    expect(members.map(({ userId, role }) => ({ userId, role }))).toEqual([{ userId: admin.id, role: "admin" }]);
    expect(await audited("new.project")).toEqual([
      { actorName: admin.username, action: "project.create", result: "success" },
    ]);
  });

  test("is refused to others, with an audit row and no project", async () => {
    const person = await makeUser();
    await expect(createProject(person, { name: "not-theirs" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await getDb().project.count({ where: { name: "not-theirs" } })).toBe(0);
    const [row] = await getDb().auditEvent.findMany({ where: { targetName: "not-theirs" } });
    expect(row).toMatchObject({ actorName: person.username, action: "project.create", result: "refused" });
  });

  test("fails with CONFLICT on the name when it is taken, even for twenty at once", async () => {
    const admin = await makeUser({ isAdmin: true });
    const tries = await Promise.allSettled(
      Array.from({ length: 20 }, () => createProject(admin, { name: "one-name" })),
    );
    const failed = tries.filter((attempt) => attempt.status === "rejected");
    expect(failed).toHaveLength(19);
    for (const { reason } of failed)
      expect(reason).toMatchObject({ code: "CONFLICT", fields: { name: expect.stringContaining("one-name") } });
    expect(await audited("one-name")).toHaveLength(1);
  });

  test.each([
    "",
    "Upper",
    "a b",
    "-a",
    "a--b",
    "a/b",
    "a+b",
    "nul\0",
    "émile",
    "🎉",
    "<b>",
    "a'; DROP TABLE x;--",
    "a".repeat(129),
  ])("rejects the name %j", (name) => {
    expect(createProjectSchema.safeParse({ name }).success).toBe(false);
  });
});

describe("deleting a project", () => {
  test("deletes its robots and memberships and logs the number of robots", async () => {
    const admin = await makeUser({ isAdmin: true });
    const project = await makeProject({ viewers: [await makeUser()] });
    await makeRobot({ project });
    await makeRobot({ project });
    await deleteProject(admin, { name: project.name, confirm: project.name });
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(0);
    expect(await getDb().member.count({ where: { projectId: project.id } })).toBe(0);
    const [row] = await getDb().auditEvent.findMany({ where: { projectName: project.name } });
    expect(row).toMatchObject({ action: "project.delete", details: JSON.stringify({ before: { robots: 2 } }) });
  });

  test("requires the name to be typed", async () => {
    const admin = await makeUser({ isAdmin: true });
    const project = await makeProject();
    await expect(deleteProject(admin, { name: project.name, confirm: "" })).rejects.toMatchObject({
      code: "UNPROCESSABLE",
      fields: { confirm: expect.any(String) },
    });
    expect(await getDb().project.count({ where: { id: project.id } })).toBe(1);
  });

  test("is refused to its viewer and its admin, and hidden from an outsider; each attempt leaves an audit row", async () => {
    const [viewer, projectAdmin, outsider] = [await makeUser(), await makeUser(), await makeUser()];
    const project = await makeProject({ viewers: [viewer], admins: [projectAdmin] });
    await makeProject({ admins: [outsider] });
    const input = { name: project.name, confirm: project.name };
    await expect(deleteProject(viewer, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(deleteProject(projectAdmin, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(deleteProject(outsider, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await getDb().project.count({ where: { id: project.id } })).toBe(1);
    expect((await audited(project.name)).map(({ actorName, result }) => `${actorName} ${result}`)).toEqual(
      [viewer, projectAdmin, outsider].map(({ username }) => `${username} refused`),
    );
  });

  test("succeeds once when requested twice at once", async () => {
    const admin = await makeUser({ isAdmin: true });
    const project = await makeProject();
    const input = { name: project.name, confirm: project.name };
    const tries = await Promise.allSettled([deleteProject(admin, input), deleteProject(admin, input)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await audited(project.name)).toHaveLength(1);
  });
});

describe("the list of projects", () => {
  const all = listProjectsSchema.parse({ size: 100 });

  test("shows a person the projects they have a role in, and a system admin all", async () => {
    const [person, admin] = [await makeUser(), await makeUser({ isAdmin: true })];
    const [mine, watched, other] = [
      await makeProject({ admins: [person] }),
      await makeProject({ viewers: [person] }),
      await makeProject(),
    ];
    const seen = (await listProjects(person, all)).rows.map(({ name, role }) => [name, role]);
    expect(new Map(seen as [string, string][])).toEqual(
      new Map([
        [mine.name, "admin"],
        [watched.name, "viewer"],
      ]),
    );
    const everything = (await listProjects(admin, { ...all, q: other.name })).rows;
    expect(everything.map(({ name, role }) => [name, role])).toEqual([[other.name, "admin"]]);
  });

  test("counts robots by status and members", async () => {
    const person = await makeUser();
    const project = await makeProject({ admins: [person], viewers: [await makeUser()] });
    await makeRobot({ project });
    await makeRobot({ project, expiresAt: -1 });
    await makeRobot({ project, expiresAt: 1 });
    await makeRobot({ project, expiresAt: inDays(6) });
    await makeRobot({ project, disabled: true, expiresAt: inDays(6) });
    const { rows, total } = await listProjects(person, all);
    expect(total).toBe(1);
    expect(rows[0]).toMatchObject({ members: 2, robots: { total: 5, active: 3, expiring: 1, expired: 1 } });
  });

  test.each(["%", "_", "\\", "nul\0", '\'; DROP TABLE "Project"; --', "🎉", "\ud800"])(
    "finds nothing for %j and does not fail",
    async (q) => {
      const admin = await makeUser({ isAdmin: true });
      await makeProject({ name: `plain-name-${admin.id}` });
      expect((await listProjects(admin, { ...all, q })).total).toBe(0);
    },
  );

  test("sorts by name, robots, members and age, and filters by robots and by one's own role", async () => {
    const [person, other] = [await makeUser(), await makeUser()];
    const root = await makeUser({ isAdmin: true });
    const a = await makeProject({ name: "sorted-a", admins: [person], createdAt: daysAgo(3) });
    const b = await makeProject({ name: "sorted-b", viewers: [person, other], createdAt: daysAgo(9) });
    await makeProject({ name: "sorted-c", admins: [other], viewers: [person], createdAt: daysAgo(1) });
    await makeRobot({ project: a, expiresAt: inDays(-1) });
    await makeRobot({ project: a, expiresAt: inDays(3), disabled: true });
    await makeRobot({ project: b, expiresAt: inDays(3) });
    const found = async (input: object, who = person) => {
      const { rows, total } = await listProjects(who, listProjectsSchema.parse({ q: "sorted", ...input }));
      expect(total).toBe(rows.length);
      return rows.map(({ name }) => name.slice(-1)).join("");
    };
    expect(await found({})).toBe("abc");
    expect(await found({ dir: "desc" })).toBe("cba");
    expect(await found({ sort: "robots", dir: "desc" })).toBe("abc");
    expect(await found({ sort: "robots", dir: "asc" })).toBe("cba");
    expect(await found({ sort: "members", dir: "desc" })).toBe("bca");
    expect(await found({ sort: "created", dir: "desc" })).toBe("cab");
    expect(await found({ sort: "passwordHash", dir: "up", robots: "x", role: "owner" })).toBe("abc");
    expect(await found({ robots: "expiring" })).toBe("b");
    expect(await found({ robots: "expired" })).toBe("a");
    expect(await found({ robots: "none" })).toBe("c");
    expect(await found({ role: "admin" })).toBe("a");
    expect(await found({ role: "viewer", robots: "none" })).toBe("c");
    expect(await found({ role: "admin" }, root)).toBe("");
    expect(await found({ q: "b sorted" })).toBe("b");
    expect(await found({ robots: "expiring" }, other)).toBe("b");
    expect(await found({ robots: "expired" }, other)).toBe("");
  });

  test("finds by a part of the name, and pages", async () => {
    const admin = await makeUser({ isAdmin: true });
    for (let index = 1; index <= 17; index++) await makeProject({ name: `paged-${String(index).padStart(2, "0")}` });
    const page = await listProjects(admin, listProjectsSchema.parse({ q: "PAGED", page: 2, size: 15 }));
    expect(page.total).toBe(17);
    expect(page.rows.map(({ name }) => name)).toEqual(["paged-16", "paged-17"]);
  });
});

test.each(["nul\0", "%00", "UPPER", "a/../b", "' OR 1=1 --", "\ud800"])(
  "an address with a project like %j leads to NOT_FOUND, not to a fault",
  async (name) => {
    const admin = await makeUser({ isAdmin: true });
    await expect(readableProject(admin, { name })).rejects.toMatchObject({ code: "NOT_FOUND" });
  },
);
