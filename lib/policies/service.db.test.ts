import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor, RobotActor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import { previewInstancePolicy } from "@/lib/robots/outside-policy";
import { accessTo, daysAgo, inDays, makeProject, makeRobot, makeUser, robotCaller } from "@/testing/builders";
import { getDb } from "../db/client";
import { deleteProject } from "../projects/service";
import { getRobot } from "../robots/queries";
import { createRobotSchema } from "../robots/schema";
import { createRobot, setRobotDisabled, updateRobot } from "../robots/service";
import type { EffectivePolicy } from "./permissions";
import { getEffectivePolicy, getInstancePolicy, getProjectPolicy } from "./queries";
import { NO_RULES, type PolicyRules } from "./rules";
import { policyRulesSchema } from "./schema";
import { setInstancePolicy, setProjectPolicy } from "./service";

let root: Actor;
let admin: Actor;
let viewer: Actor;
let project: { id: number; name: string };

beforeEach(async () => {
  await getDb().policy.deleteMany({});
  [root, admin, viewer] = await Promise.all([makeUser({ isAdmin: true }), makeUser(), makeUser()]);
  project = await makeProject({ admins: [admin], viewers: [viewer] });
});

const instance = async (rules: Partial<PolicyRules>, version = 0) =>
  setInstancePolicy(root, { ...NO_RULES, ...rules, version });
const own = async (rules: Partial<PolicyRules>, version = 0, actor = admin) =>
  setProjectPolicy(actor, { project: project.name, ...NO_RULES, ...rules, version });
const logged = (actorName: string) =>
  getDb().auditEvent.findMany({ where: { actorName, action: "policy.update" }, orderBy: { id: "asc" } });
const create = (duration: number, caller: Actor | RobotActor = admin) =>
  createRobot(
    caller,
    createRobotSchema.parse({
      project: project.name,
      name: `r-${randomUUID()}`,
      description: "",
      duration,
      access: accessTo(project, "repository:pull"),
      creationKey: randomUUID(),
    }),
  );
const refusal = (field: string, words: string) => ({
  code: "UNPROCESSABLE",
  message: expect.stringContaining(words),
  fields: { [field]: expect.stringContaining(words) },
});

describe("a policy", () => {
  test("sets no rules by default", async () => {
    expect(await getInstancePolicy(root)).toEqual({ ...NO_RULES, version: 0 });
    expect((await getProjectPolicy(viewer, project.name)).own).toEqual({ ...NO_RULES, version: 0 });
    await create(NEVER);
  });

  test("leaves an audit row of before and after, once per change, and its version counts them", async () => {
    expect(await instance({ maxDays: 90 })).toEqual({ version: 1 });
    expect(await instance({ maxDays: 90 }, 1)).toEqual({ version: 1 });
    expect(await instance({ maxDays: 30, forbidNever: true, idleDays: 60 }, 1)).toEqual({ version: 2 });
    await own({ idleDays: 7 });
    const others = { maxGraceDays: null, apiGraceSeconds: null, disableOnReuse: "allowed" };
    const none = { maxDays: null, never: "allowed", idleDays: null, ...others };
    const strict = { maxDays: 30, never: "forbidden", idleDays: 60, ...others };
    const rows = await logged(root.username);
    expect(rows.map(({ details }) => JSON.parse(details))).toEqual([
      { before: none, after: { ...none, maxDays: 90 } },
      { before: { ...none, maxDays: 90 }, after: strict },
    ]);
    expect(rows.map(({ projectName }) => projectName)).toEqual([null, null]);
    const unset = { maxGraceDays: "inherit", apiGraceSeconds: "inherit", disableOnReuse: "inherit" };
    const inherit = { maxDays: "inherit", never: "inherit", idleDays: "inherit", ...unset };
    const [row] = await logged(admin.username);
    expect(row?.projectName).toBe(project.name);
    expect(JSON.parse(row?.details ?? "")).toEqual({ before: inherit, after: { ...inherit, idleDays: 7 } });
  });

  test.each([0, -1, 1.5, 36_501, Number.NaN, "30", undefined])("rejects %j days", (days) => {
    for (const key of ["maxDays", "idleDays"])
      expect(policyRulesSchema.safeParse({ ...NO_RULES, [key]: days }).success).toBe(false);
  });

  test("of a project is deleted with it", async () => {
    await own({ maxDays: 5 });
    await deleteProject(root, { name: project.name, confirm: project.name });
    expect(await getDb().policy.count()).toBe(0);
  });
});

describe("two admins at once", () => {
  test.each([
    ["of the first change of the instance", () => (maxDays: number) => instance({ maxDays })],
    ["of the first change of a project", () => (maxDays: number) => own({ maxDays })],
    [
      "of a later change",
      async () => {
        await own({ maxDays: 99 });
        return (maxDays: number) => own({ maxDays }, 1);
      },
    ],
  ])("%s: one is saved, the other learns by whom", async (_, prepare) => {
    const save = await prepare();
    const outcomes = await Promise.allSettled([save(10), save(20), save(30)]);
    const won = outcomes.findIndex(({ status }) => status === "fulfilled");
    expect(outcomes.filter(({ status }) => status === "rejected")).toEqual([
      expect.objectContaining({ reason: expect.objectContaining({ code: "CONFLICT" }) }),
      expect.objectContaining({
        reason: expect.objectContaining({ message: expect.stringMatching(/.+ changed this policy on/) }),
      }),
    ]);
    const holds = await getEffectivePolicy(admin, project.name);
    expect(holds.maxDays).toBe([10, 20, 30][won]);
  });

  test("never overwrite from an old version", async () => {
    await instance({ maxDays: 90 });
    await expect(instance({ idleDays: 5 })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(root.username),
    });
    expect(await getInstancePolicy(root)).toEqual({ ...NO_RULES, maxDays: 90, version: 1 });
  });

  test("a deleted project is reported as gone", async () => {
    await own({ maxDays: 5 });
    const stored = await getDb().policy.findFirstOrThrow({ where: { projectId: project.id } });
    await getDb().policy.delete({ where: { id: stored.id } });
    await expect(own({ maxDays: 6 }, 1)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("a project", () => {
  test("may be stricter but not less strict, and learns the instance's value", async () => {
    await instance({ maxDays: 90, idleDays: 30 });
    await expect(own({ maxDays: 91 })).rejects.toMatchObject(refusal("maxDays", "at most 90 days"));
    await expect(own({ idleDays: 31 })).rejects.toMatchObject(refusal("idleDays", "after 30 days"));
    await own({ maxDays: 90, idleDays: 7, forbidNever: true });
    const others = { maxGraceDays: "instance", apiGraceSeconds: "instance", disableOnReuse: "instance" } as const;
    expect(await getEffectivePolicy(viewer, project.name)).toEqual({
      ...NO_RULES,
      maxDays: 90,
      forbidNever: true,
      idleDays: 7,
      by: { maxDays: "instance", forbidNever: "project", idleDays: "project", ...others },
    } satisfies EffectivePolicy);
  });

  test("can't let old secrets work for longer than the instance, whose default is 30 days", async () => {
    await expect(own({ maxGraceDays: 31 })).rejects.toMatchObject(refusal("maxGraceDays", "at most 30 days"));
    await expect(own({ apiGraceSeconds: 3600 })).rejects.toMatchObject({
      fields: { apiGraceSeconds: expect.any(String) },
    });
    await instance({ maxGraceDays: 60, apiGraceSeconds: 86_400 });
    await own({ maxGraceDays: 31, apiGraceSeconds: 3600 });
    expect(await getEffectivePolicy(viewer, project.name)).toMatchObject({ maxGraceDays: 31, apiGraceSeconds: 3600 });
  });

  test("follows the instance while that is stricter, and its own policy again afterwards", async () => {
    await own({ maxDays: 60 });
    await instance({ maxDays: 30 });
    expect(await getEffectivePolicy(viewer, project.name)).toMatchObject({ maxDays: 30, by: { maxDays: "instance" } });
    await expect(create(31)).rejects.toMatchObject(refusal("duration", "This instance allows at most 30 days"));
    await instance({}, 1);
    expect(await getEffectivePolicy(viewer, project.name)).toMatchObject({ maxDays: 60, by: { maxDays: "project" } });
  });
});

describe("the limits hold", () => {
  beforeEach(() => instance({ maxDays: 90, forbidNever: true }));

  test("for new robots, whoever creates them", async () => {
    await create(90);
    for (const duration of [91, NEVER])
      await expect(create(duration)).rejects.toMatchObject(refusal("duration", "Choose 90 days or fewer."));
    const robot = await robotCaller([{ kind: "project", project, access: ["robot:create", "repository:pull"] }]);
    await create(90, robot);
    await expect(create(91, robot)).rejects.toMatchObject(refusal("duration", "This instance"));
    expect(await getDb().robot.count({ where: { projectId: project.id } })).toBe(2);
  });

  test("for system robots by the instance's policy, even over a stricter project", async () => {
    await own({ maxDays: 5 });
    const make = (duration: number) =>
      createRobot(root, {
        project: null,
        name: `s-${randomUUID()}`,
        description: "",
        duration,
        creationKey: randomUUID(),
        access: accessTo(project, "repository:pull"),
      });
    const made = await make(90);
    await expect(make(91)).rejects.toMatchObject(refusal("duration", "This instance allows at most 90 days"));
    await expect(make(NEVER)).rejects.toMatchObject(refusal("duration", "never expire"));
    const edit = (days: number) => updateRobot(root, { id: made.id, expiry: { kind: "days", days } });
    await expect(edit(91)).rejects.toMatchObject(refusal("expiry", "at most 90 days"));
    await edit(89);
  });

  test("for an edited expiry, counted from now even when given from creation", async () => {
    const { id } = await makeRobot({ project, createdAt: daysAgo(80), expiresAt: inDays(10) });
    const refused = refusal("expiry", "at most 90 days");
    await expect(updateRobot(admin, { id, expiry: { kind: "days", days: 91 } })).rejects.toMatchObject(refused);
    await expect(updateRobot(admin, { id, expiry: { kind: "lifetime", days: 171 } })).rejects.toMatchObject(refused);
    await expect(updateRobot(admin, { id, expiry: { kind: "never" } })).rejects.toMatchObject(
      refusal("expiry", "never expire"),
    );
    await updateRobot(admin, { id, expiry: { kind: "lifetime", days: 169 } });
    await updateRobot(admin, { id, expiry: { kind: "days", days: 90 } });
    expect(await getRobot(admin, project.name, id)).toMatchObject({ version: 3, outsidePolicy: false });
  });

  test("not for an unchanged expiry: a robot outside the policy keeps it, can be enabled and works", async () => {
    const forever = await makeRobot({ project, expiresAt: NEVER, disabled: true });
    const far = await makeRobot({ project, createdAt: daysAgo(30), expiresAt: inDays(200) });
    for (const { id } of [forever, far]) {
      await updateRobot(admin, { id, description: "mine", expiry: { kind: "keep" } });
      await updateRobot(admin, { id, access: accessTo(project, "tag:create") });
      await setRobotDisabled(admin, { id, disabled: true });
      await setRobotDisabled(admin, { id, disabled: false });
    }
    await updateRobot(admin, { id: forever.id, expiry: { kind: "lifetime", days: NEVER }, disabled: false });
    expect(await getRobot(admin, project.name, forever.id)).toMatchObject({ expiresAt: NEVER, outsidePolicy: true });
    expect(await getRobot(admin, project.name, far.id)).toMatchObject({ outsidePolicy: true, status: "active" });
    await expect(
      updateRobot(admin, { id: far.id, expiry: { kind: "days", days: 100 } }),
      "less, but still too much",
    ).rejects.toMatchObject(refusal("expiry", "at most 90 days"));
  });
});

describe("attackers", () => {
  test("who are not system admins neither read nor change the instance's policy, and the attempt is logged", async () => {
    const outsider = await makeUser();
    for (const attacker of [admin, viewer, outsider]) {
      const strict = { ...NO_RULES, maxDays: 1 };
      await expect(setInstancePolicy(attacker, { ...strict, version: 0 })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(getInstancePolicy(attacker)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(previewInstancePolicy(attacker, strict)).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect((await logged(attacker.username)).map(({ result }) => result)).toEqual(["refused"]);
    }
    expect(await getDb().policy.count()).toBe(0);
  });

  test("change no other project's policy: viewers may read it, others don't see it", async () => {
    const [outsider, elsewhere] = [await makeUser(), await makeUser()];
    await makeProject({ admins: [elsewhere] });
    await expect(own({ maxDays: 1 }, 0, viewer)).rejects.toMatchObject({ code: "FORBIDDEN" });
    for (const attacker of [outsider, elsewhere]) {
      await expect(own({ maxDays: 1 }, 0, attacker)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(getProjectPolicy(attacker, project.name)).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(getEffectivePolicy(attacker, project.name)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    for (const attacker of [viewer, outsider, elsewhere])
      expect((await logged(attacker.username)).map(({ result }) => result)).toEqual(["refused"]);
    expect(await getDb().policy.count()).toBe(0);
  });
});
