import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds, MAX_DURATION_DAYS } from "@/lib/access/expiry";
import { PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { verifySecret } from "@/lib/credentials/schemes";
import { accessTo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { getRobot } from "./queries";
import { refreshSecret } from "./refresh";
import { type CreateRobotInput, createRobotSchema, type RobotAccess } from "./schema";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "./service";

let admin: Actor;
let project: { id: number; name: string };

beforeEach(async () => {
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});

function input(overrides: Partial<CreateRobotInput> = {}): CreateRobotInput {
  return createRobotSchema.parse({
    project: project.name,
    name: "ci",
    description: "",
    duration: 30,
    access: accessTo(project, ...PROJECT_PERMISSION_KEYS),
    creationKey: randomUUID(),
    ...overrides,
  });
}

const stored = (id: number) => getDb().robot.findUnique({ where: { id }, include: { grants: true } });
const auditRows = (where: object) => getDb().auditEvent.findMany({ where, orderBy: { id: "asc" } });

describe("create", () => {
  test("returns what the export file holds and stores only a hash", async () => {
    const made = await createRobot(admin, input());
    expect(Object.keys(made).sort()).toEqual(["createdAt", "expiresAt", "id", "loginName", "secret"]);
    expect(made.loginName).toBe(`robot_${project.name}+ci`);
    expect(made.expiresAt).toBe(epochSeconds(made.createdAt) + 30 * 86_400);
    expect(made.secret).toMatch(/^[A-Za-z0-9]{32}$/);
    const row = await stored(made.id);
    expect(row?.disabled).toBe(false);
    expect(await verifySecret(row?.secretHash ?? "", made.secret)).toBe(true);
    expect(
      JSON.stringify([row, await auditRows({})], (_, value) => (typeof value === "bigint" ? `${value}` : value)),
    ).not.toContain(made.secret);
  });

  test.each([
    [-1, -1],
    [MAX_DURATION_DAYS, null],
  ])("keeps a lifetime of %d days exactly", async (duration, expected) => {
    const made = await createRobot(admin, input({ duration }));
    const fromCreation = epochSeconds(made.createdAt) + duration * 86_400;
    expect(made.expiresAt).toBe(expected ?? fromCreation);
    const robot = await getRobot(admin, project.name, made.id);
    expect([robot.expiresAt, robot.status]).toEqual([made.expiresAt, "active"]);
  });

  test("of one name twenty times at once creates one robot and fails with 19 conflicts that name it", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 20 }, () => createRobot(admin, input())));
    const refused = tries.filter((outcome) => outcome.status === "rejected");
    expect(refused).toHaveLength(19);
    for (const { reason } of refused) {
      expect(reason).toMatchObject({
        code: "CONFLICT",
        fields: { name: expect.stringContaining(`robot_${project.name}+ci`) },
      });
    }
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(1);
    expect(await auditRows({ action: "robot.create", projectId: project.id, result: "success" })).toHaveLength(1);
  });

  test("of twenty names at once assigns twenty ids", async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, index) => createRobot(admin, input({ name: `ci${index}` }))),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(20);
  });

  test("of the same form twice creates one robot and explains the conflict", async () => {
    const form = input();
    const outcomes = await Promise.allSettled([createRobot(admin, form), createRobot(admin, form)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { code: "CONFLICT", message: expect.stringContaining("already created by this form") },
    });
  });

  test("refuses a login name of more than 255 characters on the name field", async () => {
    await expect(createRobot(admin, input({ name: "x".repeat(250) }))).rejects.toMatchObject({
      code: "UNPROCESSABLE",
      fields: { name: expect.stringContaining("255") },
    });
  });

  test("never reuses the id of a deleted robot", async () => {
    const first = await createRobot(admin, input());
    await deleteRobots(admin, { ids: [first.id] });
    const second = await createRobot(admin, input());
    expect(second.id).toBeGreaterThan(first.id);
  });
});

describe("refresh", () => {
  test("replaces the secret and keeps the expiry", async () => {
    const made = await createRobot(admin, input());
    const fresh = await refreshSecret(admin, { id: made.id });
    const hash = (await stored(made.id))?.secretHash ?? "";
    expect(fresh).toEqual({ ...made, oldSecretEndsAt: null, secret: expect.stringMatching(/^[A-Za-z0-9]{32}$/) });
    expect([await verifySecret(hash, made.secret), await verifySecret(hash, fresh.secret)]).toEqual([false, true]);
  });

  test("with a manual secret stores bcrypt and logs only the kind", async () => {
    const { id } = await makeRobot({ project });
    const fresh = await refreshSecret(admin, { id, secret: "MySecret123" });
    expect(fresh.secret).toBe("MySecret123");
    expect((await stored(id))?.secretHash).toMatch(/^bcrypt\$/);
    const [row] = await auditRows({ robotId: id, action: "robot.refresh-secret" });
    expect(row?.details).toBe('{"kind":"manual"}');
  });

  test.each(["short1A", "alllower1", "ALLUPPER1", "NoDigits", "Has space1", "TooLongForTheLimit1234", "Ümlaut123"])(
    "rejects the manual secret %j on its field without repeating it",
    async (secret) => {
      const { id, version } = await makeRobot({ project });
      const refusal = await refreshSecret(admin, { id, secret }).catch((error) => error);
      expect(refusal).toMatchObject({ code: "UNPROCESSABLE", fields: { secret: expect.stringContaining("Needs") } });
      expect(refusal.message).not.toContain(secret);
      expect((await stored(id))?.version).toBe(version);
    },
  );

  test("by two at once succeeds once, and that secret verifies", async () => {
    for (let round = 0; round < 10; round++) {
      const { id } = await makeRobot({ project });
      const outcomes = await Promise.allSettled([refreshSecret(admin, { id }), refreshSecret(admin, { id })]);
      const won = outcomes.filter((outcome) => outcome.status === "fulfilled");
      expect(won).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
      expect(await verifySecret((await stored(id))?.secretHash ?? "", won[0]?.value.secret ?? "")).toBe(true);
    }
  });
});

describe("edit", () => {
  const change = () => ({
    description: "new",
    access: accessTo(project, "repository:pull"),
    expiry: { kind: "never" as const },
  });

  test("changes description, permissions and expiry, and logs before and after", async () => {
    const { id, version } = await makeRobot({ project, expiresAt: 1_900_000_000, permissions: ["tag:create"] });
    await updateRobot(admin, { id, version, ...change() });
    const robot = await getRobot(admin, project.name, id);
    expect(robot).toMatchObject({
      description: "new",
      access: { projects: [{ project: project.name, permissions: ["repository:pull"] }], system: [] },
      expiresAt: -1,
      version: version + 1,
      updatedByName: admin.username,
    });
    const [row] = await auditRows({ robotId: id, action: "robot.update" });
    expect(JSON.parse(row?.details ?? "")).toEqual({
      before: { description: "", permissions: ["tag:create"], expiresAt: 1_900_000_000 },
      after: { description: "new", permissions: ["repository:pull"], expiresAt: -1 },
    });
  });

  test("keeps the expiry if asked to, and counts days from now otherwise", async () => {
    const { id, version } = await makeRobot({ project, expiresAt: 1_000 });
    await updateRobot(admin, { id, version, ...change(), expiry: { kind: "keep" } });
    expect(await getRobot(admin, project.name, id)).toMatchObject({ expiresAt: 1_000, status: "expired" });
    await updateRobot(admin, { id, version: version + 1, ...change(), expiry: { kind: "days", days: 7 } });
    const robot = await getRobot(admin, project.name, id);
    expect(robot.status).toBe("active");
    expect(Math.abs(robot.expiresAt - (Date.now() / 1000 + 7 * 86_400))).toBeLessThan(5);
  });

  test("of an older version fails with who changed it and when", async () => {
    const other = await makeUser({ isAdmin: true });
    const { id, version } = await makeRobot({ project });
    await updateRobot(other, { id, version, ...change(), description: "theirs" });
    await expect(updateRobot(admin, { id, version, ...change(), description: "mine" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(
        new RegExp(`${other.username} changed this robot on \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ after`),
      ),
    });
    expect((await getRobot(admin, project.name, id)).description).toBe("theirs");
  });

  test("by two at once succeeds once", async () => {
    const { id, version } = await makeRobot({ project });
    const outcomes = await Promise.allSettled(
      ["a", "b"].map((description) => updateRobot(admin, { id, version, ...change(), description })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("access beyond the home project", () => {
  const pull = (project: string | null) => ({ project, permissions: ["repository:pull" as const] });
  const beyond = (): [string, RobotAccess][] => [
    ["another project", { projects: [pull(other.name)], system: [] }],
    ["a second project", { projects: [pull(project.name), pull(other.name)], system: [] }],
    ["every project", { projects: [pull(null)], system: [] }],
    ["the instance", { projects: [pull(project.name)], system: ["catalog:read"] }],
  ];
  let other: { id: number; name: string };
  beforeEach(async () => {
    admin = await makeUser({ isAdmin: true });
    other = await makeProject();
  });

  test("is refused to a project's robot, new or edited, even to a system admin", async () => {
    const { id, version } = await makeRobot({ project });
    const before = await stored(id);
    for (const [what, access] of beyond()) {
      const refused = {
        code: "UNPROCESSABLE",
        fields: { access: expect.stringContaining("only access that project") },
      };
      await expect(createRobot(admin, input({ access })), what).rejects.toMatchObject(refused);
      await expect(updateRobot(admin, { id, version, access }), what).rejects.toMatchObject(refused);
    }
    expect(await stored(id)).toEqual(before);
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(1);
  });

  test("is allowed to a system robot", async () => {
    for (const [index, [, access]] of beyond().entries())
      expect(
        await createRobot(admin, input({ project: null, name: `${project.name}-${index}`, access })),
      ).toBeDefined();
  });
});

describe("enable and disable", () => {
  test("change the state, log once, and succeed without a change", async () => {
    const { id } = await makeRobot({ project });
    await setRobotDisabled(admin, { id, disabled: true });
    await setRobotDisabled(admin, { id, disabled: true });
    expect((await getRobot(admin, project.name, id)).status).toBe("disabled");
    await setRobotDisabled(admin, { id, disabled: false });
    expect((await getRobot(admin, project.name, id)).status).toBe("active");
    expect((await auditRows({ robotId: id })).map(({ action }) => action)).toEqual(["robot.disable", "robot.enable"]);
  });
});

describe("delete", () => {
  test("of several deletes all and keeps their names in the log", async () => {
    const robots = [await makeRobot({ project }), await makeRobot({ project })];
    await deleteRobots(admin, { ids: robots.map(({ id }) => id) });
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(0);
    const rows = await auditRows({ projectId: project.id, action: "robot.delete" });
    expect(rows.map(({ robotName }) => robotName).sort()).toEqual(robots.map(({ loginName }) => loginName).sort());
  });

  test("of several deletes none when one is gone or belongs to another project", async () => {
    const mine = await makeRobot({ project });
    const foreign = await makeRobot({ project: await makeProject() });
    for (const id of [foreign.id, 2_000_000_000]) {
      await expect(deleteRobots(admin, { ids: [mine.id, id] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect(await stored(mine.id)).not.toBeNull();
    expect(await stored(foreign.id)).not.toBeNull();
  });

  test("of overlapping sets by two at once never deletes half a set", async () => {
    for (let round = 0; round < 5; round++) {
      const [a, b, c] = [await makeRobot({ project }), await makeRobot({ project }), await makeRobot({ project })];
      const outcomes = await Promise.allSettled([
        deleteRobots(admin, { ids: [a.id, b.id] }),
        deleteRobots(admin, { ids: [b.id, c.id] }),
      ]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const left = [a, b, c].map(async ({ id }) => (await stored(id)) !== null);
      expect(await Promise.all(left)).toEqual(
        outcomes[0]?.status === "fulfilled" ? [false, false, true] : [true, false, false],
      );
    }
  });
});
