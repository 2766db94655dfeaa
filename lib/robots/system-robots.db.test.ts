import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { deleteProject } from "@/lib/projects/service";
import { makeProject, makeUser } from "@/testing/builders";
import { getRobot, listRobots } from "./queries";
import { listReachingRobots } from "./reaching";
import { refreshSecret } from "./refresh";
import {
  type CreateRobotInput,
  createRobotSchema,
  listRobotsSchema,
  type RobotAccess,
  robotAccessSchema,
} from "./schema";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "./service";

let root: Actor;
let projects: { id: number; name: string }[];

beforeEach(async () => {
  root = await makeUser({ isAdmin: true });
  projects = await Promise.all([1, 2, 3].map(() => makeProject()));
});

const name = (index: number) => projects[index]?.name ?? "";
const unique = () => `ops-${randomUUID()}`;

function input(overrides: Partial<CreateRobotInput> = {}): CreateRobotInput {
  return createRobotSchema.parse({
    project: null,
    name: unique(),
    description: "",
    duration: 30,
    creationKey: randomUUID(),
    access: { projects: [{ project: name(0), permissions: ["repository:pull"] }], system: [] },
    ...overrides,
  });
}

/** Three projects with different sets, and two system permissions. */
const wide = (): RobotAccess => ({
  projects: [
    { project: name(0), permissions: ["repository:push", "repository:pull"] },
    { project: name(1), permissions: ["repository:pull"] },
    { project: name(2), permissions: ["artifact:delete"] },
  ],
  system: ["project:list", "catalog:read"],
});

const LIST = listRobotsSchema.parse({});
const auditOf = (robotId: number) => getDb().auditEvent.findMany({ where: { robotId }, orderBy: { id: "asc" } });
const listed = async (id: number, q = "") =>
  (await listRobots(root, null, { ...LIST, q })).rows.find((robot) => robot.id === id);

describe("a system robot", () => {
  test("is created with permissions per project and logged with all of them", async () => {
    const access = wide();
    const made = await createRobot(root, input({ name: "over-three", access }));
    expect(made.loginName).toBe("robot_over-three");
    const sorted = access.projects.toSorted((a, b) => String(a.project).localeCompare(String(b.project)));
    expect((await getRobot(root, null, made.id)).access).toEqual({ ...access, projects: sorted });
    const [row] = await auditOf(made.id);
    expect(row).toMatchObject({ action: "robot.create", result: "success", projectId: null });
    expect(JSON.parse(row?.details ?? "").after).toMatchObject({
      projects: sorted.map(({ project, permissions }) => `${project}: ${permissions.join(", ")}`),
      system: access.system,
    });
  });

  test("is listed with a few projects by name, many by number, or all", async () => {
    const few = await createRobot(root, input({ access: wide() }));
    const everywhere = { project: null, permissions: ["repository:pull" as const] };
    const all = await createRobot(root, input({ access: { projects: [everywhere], system: [] } }));
    const more = await Promise.all([1, 2, 3, 4].map(() => makeProject()));
    const rows = more.map((project) => ({ project: project.name, permissions: ["scan:create" as const] }));
    const many = await createRobot(root, input({ access: { projects: rows, system: [] } }));
    expect(await listed(few.id)).toMatchObject({
      permissions: ["repository:push", "repository:pull", "artifact:delete"],
      reach: { all: false, count: 3, names: [name(0), name(1), name(2)].sort(), mixed: true },
      system: ["project:list", "catalog:read"],
    });
    expect(await listed(all.id)).toMatchObject({ reach: { all: true, count: 0, names: [], mixed: false }, system: [] });
    expect(await listed(many.id)).toMatchObject({ reach: { all: false, count: 4, names: [], mixed: false } });
  });

  test("is changed as a whole or not at all, and logged before and after", async () => {
    const made = await createRobot(root, input({ access: wide() }));
    const access = { projects: [{ project: name(1), permissions: ["tag:create" as const] }], system: [] };
    await updateRobot(root, { id: made.id, version: 1, access, expiry: { kind: "never" } });
    expect(await getRobot(root, null, made.id)).toMatchObject({ access, expiresAt: -1, version: 2, description: "" });
    const details = JSON.parse((await auditOf(made.id)).at(-1)?.details ?? "");
    expect(details.before.projects).toHaveLength(3);
    expect(details.after).toMatchObject({ projects: [`${name(1)}: tag:create`], system: [] });

    const gone = { projects: [...access.projects, { project: "gone-long-ago", permissions: ["tag:create" as const] }] };
    const edit = updateRobot(root, { id: made.id, version: 2, access: { ...gone, system: [] } });
    await expect(edit).rejects.toMatchObject({ code: "NOT_FOUND", fields: { projects: expect.any(String) } });
    expect(await getRobot(root, null, made.id)).toMatchObject({ access, version: 2 });
  });

  test("edited by two at once keeps the first edit and names its author to the second", async () => {
    const made = await createRobot(root, input());
    const edits = ["one", "two"].map((description) => updateRobot(root, { id: made.id, version: 1, description }));
    const outcomes = await Promise.allSettled(edits);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const refused = outcomes.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: "CONFLICT", message: expect.stringContaining(root.username) });
  });

  test("can be disabled by an edit, which leaves its own audit row", async () => {
    const made = await createRobot(root, input());
    await updateRobot(root, { id: made.id, disabled: true });
    await updateRobot(root, { id: made.id, disabled: false, description: "back" });
    const actions = (await auditOf(made.id)).map(({ action }) => action);
    expect(actions).toEqual(["robot.create", "robot.disable", "robot.enable", "robot.update"]);
  });

  test("loses access to a deleted project and is listed with none left", async () => {
    const made = await createRobot(root, input());
    await deleteProject(root, { name: name(0), confirm: name(0) });
    expect(await listed(made.id)).toMatchObject({ permissions: [], reach: { all: false, count: 0 }, system: [] });
    expect((await getRobot(root, null, made.id)).access).toEqual({ projects: [], system: [] });
  });

  test("is found by name, without projects' robots", async () => {
    const made = await createRobot(root, input({ name: "backup_50.nightly" }));
    await createRobot(root, input());
    const page = await listRobots(root, null, { ...LIST, q: "P_50" });
    expect(page.rows.map(({ id }) => id)).toEqual([made.id]);
    expect(page.total).toBe(1);
  });

  test("can be refreshed, disabled and deleted like any other", async () => {
    const made = await createRobot(root, input());
    const fresh = await refreshSecret(root, { id: made.id, version: 1 });
    expect(fresh.secret).not.toBe(made.secret);
    await setRobotDisabled(root, { id: made.id, disabled: true });
    await deleteRobots(root, { ids: [made.id] });
    await expect(getRobot(root, null, made.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("is listed in the projects it reaches, with its permissions there", async () => {
    const three = await createRobot(root, input({ access: wide() }));
    const everywhere = { project: null, permissions: ["scan:create" as const] };
    const plus = { project: name(1), permissions: ["tag:delete" as const] };
    const all = await createRobot(root, input({ access: { projects: [everywhere, plus], system: [] } }));
    const other = await createRobot(root, input());
    const viewer = await makeUser();
    const member = await getDb().member.create({
      data: { projectId: projects[1]?.id ?? 0, userId: viewer.id, role: "viewer" },
    });
    const { rows } = await listReachingRobots(viewer, name(1));
    const here = (id: number) => rows.find((row) => row.id === id);
    expect(here(three.id)).toMatchObject({ permissions: ["repository:pull"], everywhere: false });
    expect(here(all.id)).toMatchObject({ permissions: ["tag:delete", "scan:create"], everywhere: true });
    expect(here(other.id)).toBeUndefined();
    await getDb().member.delete({ where: { id: member.id } });
    await expect(listReachingRobots(viewer, name(1))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("access of a system robot", () => {
  test.each([
    ["nothing at all", { projects: [], system: [] }],
    ["a project without permissions", { projects: [{ project: "docs", permissions: [] }], system: [] }],
    [
      "a project twice",
      { projects: ["docs", "docs"].map((project) => ({ project, permissions: ["tag:create"] })), system: [] },
    ],
    ["a permission of the instance in a project", { projects: [{ project: "docs", permissions: ["catalog:read"] }] }],
    ["a project's permission on the instance", { projects: [], system: ["repository:pull"] }],
    ["a name that is none", { projects: [{ project: "*", permissions: ["tag:create"] }], system: [] }],
  ])("cannot be %s", (_, access) => expect(robotAccessSchema.safeParse(access).success).toBe(false));
});

describe("system robots are for system admins", () => {
  const ATTACKS: Record<string, (actor: Actor, id: number) => Promise<unknown>> = {
    "robot.create": (actor) => createRobot(actor, input({ name: `by-${randomUUID()}` })),
    "robot.update": (actor, id) => updateRobot(actor, { id, description: "mine" }),
    "robot.disable": (actor, id) => setRobotDisabled(actor, { id, disabled: true }),
    "robot.refresh-secret": (actor, id) => refreshSecret(actor, { id }),
    "robot.delete": (actor, id) => deleteRobots(actor, { ids: [id] }),
  };

  test.each(Object.entries(ATTACKS))(
    "%s by an admin of every project it reaches is refused and logged",
    async (action, attack) => {
      const made = await createRobot(root, input({ access: wide() }));
      const attacker = await makeUser();
      for (const project of projects)
        await getDb().member.create({ data: { projectId: project.id, userId: attacker.id, role: "admin" } });
      const before = await getDb().robot.findUnique({ where: { id: made.id }, include: { grants: true } });
      await expect(attack(attacker, made.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect(await getDb().robot.findUnique({ where: { id: made.id }, include: { grants: true } })).toEqual(before);
      expect(await getDb().robot.count({ where: { creatorId: attacker.id } })).toBe(0);
      const rows = await getDb().auditEvent.findMany({ where: { actorName: attacker.username } });
      expect(rows.map((row) => [row.action, row.result])).toEqual([[action, "refused"]]);
    },
  );

  test("the list and its robots are hidden from everyone else", async () => {
    const made = await createRobot(root, input());
    const admin = await makeUser();
    await getDb().member.create({ data: { projectId: projects[0]?.id ?? 0, userId: admin.id, role: "admin" } });
    await expect(listRobots(admin, null, LIST)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(getRobot(admin, null, made.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
