import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { RobotActor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import type { ProjectPermissionKey, SystemPermissionKey } from "@/lib/access/permissions";
import { listAudit } from "@/lib/activity/queries";
import { accessTo, inDays, makeProject, makeRobot, makeUser, robotCaller } from "@/testing/builders";
import { listAuditSchema } from "../audit/schema";
import { getDb } from "../db/client";
import { listMembers } from "../members/queries";
import { listMembersSchema } from "../members/schema";
import { readableProject } from "../projects/access";
import { listProjects } from "../projects/queries";
import { listProjectsSchema } from "../projects/schema";
import { createProject } from "../projects/service";
import { getRobot, listRobots } from "./queries";
import { listRobotsSchema } from "./schema";
import { createRobot, deleteRobots } from "./service";

let project: { id: number; name: string };
let other: { id: number; name: string };
beforeEach(async () => {
  [project, other] = await Promise.all([makeProject(), makeProject()]);
});

type CallerGrant = Parameters<typeof robotCaller>[0][number];
const robot = (...grants: CallerGrant[]) => robotCaller(grants);
const inProject = (...access: ProjectPermissionKey[]): CallerGrant => ({ kind: "project", project, access });
const onInstance = (...access: SystemPermissionKey[]): CallerGrant => ({ kind: "system", project: null, access });

const create = (caller: RobotActor, permissions: ProjectPermissionKey[], where = project, duration = 1) =>
  createRobot(caller, {
    project: where.name,
    name: `child-${randomUUID()}`,
    description: "",
    duration,
    access: accessTo(where, ...permissions),
    creationKey: randomUUID(),
  });
const LIST = listRobotsSchema.parse({});
const rowsOf = (caller: RobotActor) =>
  getDb().auditEvent.findMany({ where: { actorType: "robot", actorName: caller.loginName }, orderBy: { id: "asc" } });

describe("a robot that creates robots", () => {
  test("can grant what it holds, and is recorded as the creator", async () => {
    const caller = await robot(inProject("robot:create", "repository:pull"));
    const made = await create(caller, ["repository:pull"]);
    const stored = await getDb().robot.findUnique({ where: { id: made.id } });
    expect(stored).toMatchObject({ creatorType: "robot", creatorId: caller.robotId, creatorName: caller.loginName });
    expect(await rowsOf(caller)).toMatchObject([
      { action: "robot.create", result: "success", actorId: caller.robotId },
    ]);
  });

  test("cannot grant more than it holds, and the attempt is logged", async () => {
    const caller = await robot(inProject("robot:create", "repository:pull"));
    await expect(create(caller, ["repository:pull", "repository:push"])).rejects.toMatchObject({
      code: "DENIED",
      message: `permission scope is invalid. It must be equal to or more restrictive than the creator robot's permissions: ${caller.loginName}`,
    });
    expect(await rowsOf(caller)).toMatchObject([{ action: "robot.create", result: "refused" }]);
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(0);
  });

  test("cannot create one that outlives it, without or with a later expiry", async () => {
    const holds = [inProject("robot:create", "repository:pull"), onInstance("robot:create")];
    const caller = await robotCaller(holds, { expiresAt: inDays(9.5) });
    const refused = {
      code: "DENIED",
      message: expect.stringMatching(
        /cannot create one that outlives it\. robot_.* the longest duration .* is 9 days$/,
      ),
    };
    for (const duration of [NEVER, 10, 3650])
      await expect(create(caller, ["repository:pull"], project, duration)).rejects.toMatchObject(refused);
    const access = accessTo(project, "repository:pull");
    const system = {
      project: null,
      name: `s-${randomUUID()}`,
      description: "",
      duration: NEVER,
      creationKey: randomUUID(),
      access,
    };
    await expect(createRobot(caller, system)).rejects.toMatchObject(refused);
    expect(await rowsOf(caller)).toMatchObject(Array(4).fill({ action: "robot.create", result: "refused" }));
    const { expiresAt } = await create(caller, ["repository:pull"], project, 9);
    expect(expiresAt).toBeLessThanOrEqual(caller.expiresAt);
    const last = await robotCaller(holds, { expiresAt: inDays(0.9) });
    await expect(create(last, ["repository:pull"])).rejects.toMatchObject({
      code: "DENIED",
      message: expect.stringContaining("less than a day is left"),
    });
    const endless = await robotCaller(holds);
    expect((await create(endless, ["repository:pull"], project, NEVER)).expiresAt).toBe(NEVER);
  });

  test("gains nothing through a child that may also create", async () => {
    const made = await create(await robot(inProject("robot:create", "repository:pull")), ["robot:create"]);
    const { grants } = await getDb().robot.findUniqueOrThrow({ where: { id: made.id }, include: { grants: true } });
    const child = await robot(
      ...grants.map(({ access }) => inProject(...(access.split(" ") as ProjectPermissionKey[]))),
    );
    await expect(create(child, ["repository:pull"])).rejects.toMatchObject({ code: "DENIED" });
  });

  test("cannot create in another project or on the instance", async () => {
    const caller = await robot(inProject("robot:create", "repository:pull"));
    await expect(create(caller, ["repository:pull"], other)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const access = accessTo(project, "repository:pull");
    const input = {
      project: null,
      name: `s-${randomUUID()}`,
      description: "",
      duration: 1,
      creationKey: randomUUID(),
      access,
    };
    await expect(createRobot(caller, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("with the system permission creates system robots within its own access only", async () => {
    const caller = await robot(onInstance("robot:create", "catalog:read"), inProject("repository:pull"));
    const make = (project: string | null, system: SystemPermissionKey[]) =>
      createRobot(caller, {
        ...{ project: null, name: `s-${randomUUID()}`, description: "", duration: 1, creationKey: randomUUID() },
        access: { projects: [{ project, permissions: ["repository:pull"] }], system },
      });
    await make(project.name, ["catalog:read"]);
    await expect(make(null, [])).rejects.toMatchObject({ code: "DENIED" });
    await expect(make(project.name, ["project:create"])).rejects.toMatchObject({ code: "DENIED" });
    await expect(make(other.name, [])).rejects.toMatchObject({ code: "DENIED" });
  });
});

describe("a robot's other permissions", () => {
  test("each allow one operation and no other", async () => {
    const target = await makeRobot({ project });
    const doors: Record<string, (caller: RobotActor) => Promise<unknown>> = {
      "project:read": (caller) => readableProject(caller, { name: project.name }),
      "robot:list": (caller) => listRobots(caller, project.name, LIST),
      "robot:read": (caller) => getRobot(caller, project.name, target.id),
      "member:list": (caller) => listMembers(caller, project.name, listMembersSchema.parse({})),
      "log:list": (caller) => listAudit(caller, project.name, listAuditSchema.parse({})),
      "robot:delete": (caller) => deleteRobots(caller, { ids: [target.id] }),
    };
    for (const [key, open] of Object.entries(doors)) {
      const others = Object.keys(doors).filter((door) => door !== key) as ProjectPermissionKey[];
      await expect(open(await robot(inProject(...others, "repository:pull"))), key).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
      await expect(open(await robot({ ...inProject(), project: other, access: [key] })), key).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
    for (const [key, open] of Object.entries(doors))
      await expect(open(await robot(inProject(key as ProjectPermissionKey))), key).resolves.not.toThrow();
  });

  test("on the instance allow projects, system robots and activity", async () => {
    const doors: Record<string, (caller: RobotActor) => Promise<unknown>> = {
      "project:create": (caller) => createProject(caller, { name: `made-${randomUUID()}` }),
      "robot:list": (caller) => listRobots(caller, null, LIST),
      "audit-log:list": (caller) => listAudit(caller, null, listAuditSchema.parse({})),
    };
    for (const [key, open] of Object.entries(doors)) {
      const others = ["project:list", ...Object.keys(doors).filter((door) => door !== key)] as SystemPermissionKey[];
      await expect(open(await robot(onInstance(...others))), key).rejects.toMatchObject({
        code: expect.stringMatching(/FORBIDDEN|NOT_FOUND/),
      });
      await expect(open(await robot(onInstance(key as SystemPermissionKey))), key).resolves.toBeDefined();
    }
  });

  test("list the projects it may read, or all with project:list", async () => {
    const names = async (caller: RobotActor) =>
      (await listProjects(caller, listProjectsSchema.parse({ size: 100 }))).rows.map(({ name }) => name);
    expect(await names(await robot(inProject("project:read")))).toEqual([project.name]);
    expect(await names(await robot(inProject("repository:pull")))).toEqual([]);
    expect(await names(await robot(onInstance("project:list")))).toEqual(
      expect.arrayContaining([project.name, other.name]),
    );
  });

  test("don't confuse it with the person who has the same id", async () => {
    const person = await makeUser();
    const theirs = await makeProject({ admins: [person] });
    const twin: RobotActor = { ...(await robot(inProject("robot:list"))), robotId: person.id };
    await expect(readableProject(twin, { name: theirs.name })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(create(twin, ["repository:pull"], theirs)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listProjects(twin, listProjectsSchema.parse({}))).rows).toEqual([]);
  });
});
