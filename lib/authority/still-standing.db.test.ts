import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Caller, RobotActor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { createProject } from "@/lib/projects/service";
import { refreshSecret } from "@/lib/robots/refresh";
import { createRobot, deleteRobots } from "@/lib/robots/service";
import { accessTo, inDays, makeProject, makeRobot, makeUser, robotCaller } from "@/testing/builders";
import { emptyTables, snapshot } from "@/testing/tables";
import { auditScenarios } from "@/testing/verbs/audit";
import { documentScenarios } from "@/testing/verbs/documents";
import { memberScenarios } from "@/testing/verbs/members";
import { overviewScenarios } from "@/testing/verbs/overview";
import { policyScenarios } from "@/testing/verbs/policies";
import { projectScenarios } from "@/testing/verbs/projects";
import { registryScenarios } from "@/testing/verbs/registry";
import { robotScenarios } from "@/testing/verbs/robots";
import { makeCast, type Scenario } from "@/testing/verbs/scenario";
import { systemRobotScenarios } from "@/testing/verbs/system-robots";
import { userScenarios } from "@/testing/verbs/users";
import { noticeScenarios, webhookScenarios } from "@/testing/verbs/webhooks";

/** What happens to the caller after the verb let them in and before it writes. */
const meanwhile = vi.hoisted(() => ({ happens: null as null | (() => Promise<unknown>) }));
vi.mock("@/lib/db/transaction", async (original) => {
  const real = await original<typeof import("@/lib/db/transaction")>();
  const withTransaction: typeof real.withTransaction = async (body) => {
    const { happens } = meanwhile;
    meanwhile.happens = null;
    await happens?.();
    return real.withTransaction(body);
  };
  return { ...real, withTransaction };
});
vi.mock("@/lib/credentials/password", async (original) => {
  const real = await original<typeof import("@/lib/credentials/password")>();
  return { ...real, hashPassword: (password: string) => real.hashPassword(password, { cost: 4 }) };
});

/** A verb that refuses nobody has no caller, and a check writes nothing. */
const SCENARIOS: Scenario[] = [
  ...robotScenarios,
  ...overviewScenarios,
  ...systemRobotScenarios,
  ...documentScenarios,
  ...projectScenarios,
  ...memberScenarios,
  ...policyScenarios,
  ...auditScenarios,
  ...registryScenarios,
  ...userScenarios,
  ...webhookScenarios,
  ...noticeScenarios,
].filter(({ refuses, onlyLogs }) => Object.keys(refuses).length > 0 && !onlyLogs);

type Fate = { title: string; code: string; befalls: (caller: Caller) => Promise<unknown> };

const person = (caller: Caller) => ({ id: caller.type === "user" ? caller.id : 0 });
const robot = (caller: Caller) => ({ id: caller.type === "robot" ? caller.robotId : 0 });

/** What can happen to anybody, and the error that they would have got at the door. */
const PEOPLE: Fate[] = [
  {
    title: "disabled",
    code: "UNAUTHORIZED",
    befalls: (caller) => getDb().user.update({ where: person(caller), data: { disabled: true } }),
  },
  {
    title: "deleted",
    code: "UNAUTHORIZED",
    befalls: (caller) => getDb().user.delete({ where: person(caller) }),
  },
];
const ROBOTS: Fate[] = [
  {
    title: "disabled",
    code: "UNAUTHORIZED",
    befalls: (caller) => getDb().robot.update({ where: robot(caller), data: { disabled: true } }),
  },
  {
    title: "expired",
    code: "UNAUTHORIZED",
    befalls: (caller) => getDb().robot.update({ where: robot(caller), data: { expiresAt: 1n } }),
  },
  { title: "deleted", code: "UNAUTHORIZED", befalls: (caller) => getDb().robot.delete({ where: robot(caller) }) },
];
/** Taken out of the project that they are admin of, or made to look only. */
const members = (caller: Caller) => ({ userId: person(caller).id });
const demoted: Fate["befalls"] = (caller) =>
  getDb().member.updateMany({ where: members(caller), data: { role: "viewer" } });
const removed: Fate["befalls"] = (caller) => getDb().member.deleteMany({ where: members(caller) });
const noAdmin: Fate["befalls"] = (caller) => getDb().user.update({ where: person(caller), data: { isAdmin: false } });

/** By whom of the cast a verb is used, and what it answers to those who are less. */
function fatesOf(caller: Caller, { verb, refuses }: Scenario): Fate[] {
  if (caller.type === "robot") {
    const cut = (access: string) => () =>
      getDb().robotGrant.updateMany({ where: { robotId: robot(caller).id }, data: { access } });
    return [
      ...ROBOTS,
      { title: "left without the permission", code: "FORBIDDEN", befalls: cut("repository:pull") },
      // A robot that refreshes its own secret hands on nothing.
      ...(verb === refreshSecret
        ? []
        : [{ title: "left with less than it hands on", code: "DENIED", befalls: cut("robot:create") }]),
    ];
  }
  if (caller.isAdmin)
    return [...PEOPLE, { title: "no system admin", code: refuses.outsider ?? "none", befalls: noAdmin }];
  return [
    ...PEOPLE,
    { title: "made a viewer", code: refuses.viewer ?? "none", befalls: demoted },
    { title: "removed from the project", code: refuses.outsider ?? "none", befalls: removed },
  ];
}

const lastId = async () => (await getDb().auditEvent.findFirst({ orderBy: { id: "desc" } }))?.id ?? 0;
/** All that is stored but the caller, whom something happens to. */
async function rest(caller: Caller) {
  const { User, Account, Session, ...tables } = await snapshot(0);
  const without = (table: string, column: string, id: number) =>
    tables[table]?.filter((row) => Number(row[column]) !== id);
  if (caller.type === "user") return { ...tables, Member: without("Member", "userId", caller.id) };
  const [Robot, RobotGrant] = [
    without("Robot", "id", caller.robotId),
    without("RobotGrant", "robotId", caller.robotId),
  ];
  return { ...tables, Robot, RobotGrant };
}

beforeEach(async () => {
  meanwhile.happens = null;
  await emptyTables();
});

test("every verb that refuses some callers is covered", () => {
  const verbs = new Set(SCENARIOS.map(({ verb }) => verb.name));
  expect([...verbs].sort()).toEqual([
    ...[
      "addMember",
      "announceSigningKey",
      "applyDocuments",
      "changeInBulk",
      "changeMemberRole",
      "changeOldSecret",
      "changeProjectMetadata",
    ],
    ...["createProject", "createRobot", "createUser", "createWebhook", "deleteProject", "deleteRobots"],
    ...["deleteWebhook", "endOldSecret", "refreshSecret", "removeMember", "resetPassword", "rotateWebhookSecret"],
    ...["sendAgain", "sendFailedAgain", "setInstancePolicy", "setProjectPolicy", "setRegistryHost", "setReminders"],
    ...["setRetention", "setRobotDisabled", "setUserAdmin", "setUserDisabled", "switchSigningKey", "testWebhook"],
    ...["updateRobot", "updateWebhook"],
  ]);
  for (const { verb, title } of systemRobotScenarios)
    expect(SCENARIOS).toContainEqual(expect.objectContaining({ verb, title }));
});

describe.each(SCENARIOS.map((scenario) => [`${scenario.verb.name} ${scenario.title ?? ""}`.trim(), scenario] as const))(
  "%s writes nothing",
  (_, scenario) => {
    test("for a caller who lost the right meanwhile, and logs the attempt", async () => {
      const { by: sample } = await scenario.prepare(await makeCast());
      for (const { title } of fatesOf(sample, scenario)) {
        await emptyTables();
        const use = await scenario.prepare(await makeCast());
        const fate = fatesOf(use.by, scenario).find((each) => each.title === title);
        const [before, last] = [await rest(use.by), await lastId()];
        meanwhile.happens = async () => fate?.befalls(use.by);
        await expect(use.call(use.by as never), title).rejects.toMatchObject({ code: fate?.code });
        expect(meanwhile.happens, title).toBeNull();
        expect(await rest(use.by), title).toEqual(before);
        const rows = await getDb().auditEvent.findMany({ where: { id: { gt: last } } });
        expect(rows, title).toMatchObject([
          {
            ...{ action: scenario.action, result: "refused", actorType: use.by.type },
            details: JSON.stringify({ code: fate?.code }),
          },
        ]);
      }
    });
  },
);

describe("a robot that loses permissions while it", () => {
  let project: { id: number; name: string };
  beforeEach(async () => {
    project = await makeProject();
  });
  const form = () => ({ name: "child", description: "", duration: 5, creationKey: randomUUID() });
  const inProject = (...access: string[]) => ({ kind: "project" as const, project, access });
  const onInstance = (...access: string[]) => ({ kind: "system" as const, project: null, access });
  const everywhere = (...access: string[]) => ({ kind: "project" as const, project: null, access });
  const keeps = (caller: RobotActor, kind: string, access: string | null) => {
    const where = { robotId: caller.robotId, kind };
    return () =>
      access ? getDb().robotGrant.updateMany({ where, data: { access } }) : getDb().robotGrant.deleteMany({ where });
  };

  /** What comes of a call when something happens between the door and the write. */
  async function outcome(happens: () => Promise<unknown>, call: () => Promise<unknown>): Promise<string> {
    meanwhile.happens = happens;
    return call().then(
      () => "done",
      ({ code }: { code: string }) => code,
    );
  }

  test("creates a project's robot is judged by its current permissions", async () => {
    const create = async (happens: (caller: RobotActor) => () => Promise<unknown>) => {
      const caller = await robotCaller([inProject("robot:create", "repository:pull")]);
      const access = accessTo(project, "repository:pull");
      return outcome(happens(caller), () => createRobot(caller, { ...form(), project: project.name, access }));
    };
    expect(await create((caller) => keeps(caller, "project", null))).toBe("NOT_FOUND");
    expect(await create((caller) => keeps(caller, "project", "repository:pull"))).toBe("FORBIDDEN");
    expect(await create((caller) => keeps(caller, "project", "robot:create"))).toBe("DENIED");
    const soon = { expiresAt: BigInt(inDays(4)) };
    expect(await create((caller) => () => getDb().robot.update({ where: { id: caller.robotId }, data: soon }))).toBe(
      "DENIED",
    );
    expect(await getDb().robot.count({ where: { name: "child" } })).toBe(0);
  });

  test("creates a system robot or a project, or deletes robots, is too", async () => {
    const wide = () => robotCaller([onInstance("robot:create", "project:create"), everywhere("repository:pull")]);
    const access = { projects: [{ project: null, permissions: ["repository:pull" as const] }], system: [] };
    const create = (caller: RobotActor) => () => createRobot(caller, { ...form(), project: null, access });
    const [one, two, three] = [await wide(), await wide(), await wide()];
    expect(await outcome(keeps(one, "system", "project:create"), create(one))).toBe("NOT_FOUND");
    expect(await outcome(keeps(two, "project", null), create(two))).toBe("DENIED");
    const make = () => createProject(three, { name: "made-meanwhile" });
    expect(await outcome(keeps(three, "system", "robot:create"), make)).toBe("FORBIDDEN");
    const victim = await makeRobot({ project });
    const remover = await robotCaller([inProject("robot:delete")]);
    const remove = () => deleteRobots(remover, { ids: [victim.id] });
    expect(await outcome(keeps(remover, "project", "repository:pull"), remove)).toBe("FORBIDDEN");
    expect(await getDb().robot.count({ where: { OR: [{ name: "child" }, { id: victim.id }] } })).toBe(1);
    expect(await getDb().project.count({ where: { name: "made-meanwhile" } })).toBe(0);
  });
});

test("a project that is deleted meanwhile is not found", async () => {
  const admin = await makeUser({ isAdmin: true });
  const project = await makeProject();
  meanwhile.happens = () => getDb().project.delete({ where: { id: project.id } });
  const form = { name: "late", description: "", duration: 1, access: accessTo(project, "repository:pull") };
  await expect(createRobot(admin, { ...form, project: project.name, creationKey: randomUUID() })).rejects.toMatchObject(
    {
      code: "NOT_FOUND",
      message: expect.stringContaining(project.name),
    },
  );
});
