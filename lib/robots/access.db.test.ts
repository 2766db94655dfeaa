import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { accessTo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { refreshSecret } from "./refresh";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "./service";

let admin: Actor;
let project: { id: number; name: string };

beforeEach(async () => {
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});

const stored = (id: number) => getDb().robot.findUnique({ where: { id }, include: { grants: true } });
const auditRows = (where: object) => getDb().auditEvent.findMany({ where, orderBy: { id: "asc" } });

/** Every write on a robot that exists, as the actor tries it. */
const VERBS = {
  "robot.update": (actor: Actor, id: number) =>
    updateRobot(actor, {
      id,
      version: 1,
      description: "x",
      access: accessTo(project, "repository:pull"),
      expiry: { kind: "never" },
    }),
  "robot.disable": (actor: Actor, id: number) => setRobotDisabled(actor, { id, disabled: true }),
  "robot.refresh-secret": (actor: Actor, id: number) => refreshSecret(actor, { id, version: 1 }),
  "robot.delete": (actor: Actor, id: number) => deleteRobots(actor, { ids: [id] }),
  "robot.create": (actor: Actor) =>
    createRobot(actor, {
      project: project.name,
      name: "made-by-verb",
      description: "",
      duration: 30,
      access: accessTo(project, ...PROJECT_PERMISSION_KEYS),
      creationKey: randomUUID(),
    }),
};

describe.each(Object.entries(VERBS))("%s", (action, verb) => {
  test("is refused to a viewer (403), to another project's admin and to an outsider (404), and each attempt is logged", async () => {
    const viewer = await makeUser();
    const stranger = await makeUser();
    const outsider = await makeUser();
    project = await makeProject({ admins: [admin], viewers: [viewer] });
    await makeProject({ admins: [stranger] });
    const robot = await makeRobot({ project });
    const before = await stored(robot.id);
    await expect(verb(viewer, robot.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(verb(stranger, robot.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(verb(outsider, robot.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await stored(robot.id)).toEqual(before);
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(1);
    const rows = await auditRows({ projectId: project.id, action, result: "refused" });
    expect(rows.map(({ actorName }) => actorName)).toEqual(
      [viewer, stranger, outsider].map(({ username }) => username),
    );
  });

  test("is allowed to a system admin in any project", async () => {
    const robot = await makeRobot({ project });
    await verb(await makeUser({ isAdmin: true }), robot.id);
    expect(await auditRows({ projectId: project.id, action, result: "success" })).toHaveLength(1);
  });
});

test("a project admin cannot see a system robot", async () => {
  const { id } = await makeRobot({ project });
  await getDb().robot.update({ where: { id }, data: { level: "system", projectId: null } });
  for (const verb of [
    VERBS["robot.update"],
    VERBS["robot.disable"],
    VERBS["robot.refresh-secret"],
    VERBS["robot.delete"],
  ])
    await expect(verb(admin, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
