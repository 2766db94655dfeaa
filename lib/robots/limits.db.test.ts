import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { listRobotAudit } from "@/lib/activity/queries";
import { makeProject, makeRobot, makeSystemRobot, makeUser, robotCaller } from "@/testing/builders";
import { getDb } from "../db/client";
import { hasAddressLists } from "./address-lists";
import { getRobot, listRobots } from "./queries";
import { createRobotSchema, listRobotsSchema, updateRobotSchema } from "./schema";
import { createRobot, updateRobot } from "./service";

let admin: Actor;
let project: { id: number; name: string };
beforeEach(async () => {
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});

const PULL = ["repository:pull" as const];
const form = (repositories: string[] | undefined, permissions: readonly string[] = PULL, networks: object[] = []) => ({
  ...{ project: project.name, name: `n-${randomUUID()}`, description: "", duration: 30, creationKey: randomUUID() },
  access: { projects: [{ project: project.name, permissions, repositories }], system: [] },
  allowedAddresses: networks,
});
const parsed = (...input: Parameters<typeof form>) => createRobotSchema.parse(form(...input));
const detailsOf = async (id: number) =>
  (await listRobotAudit(admin, project.name, id)).rows.map(({ details }) => details);

describe("limits", () => {
  test("are stored canonical, with notes, merged and without the project, and read back", async () => {
    const networks = [
      { network: "198.51.100.7/24", note: "Office" },
      { network: "::ffff:192.0.2.1" },
      { network: "198.51.100.0/24", note: "again" },
    ];
    const input = parsed([`${project.name}/team/*`, "team/a", "site"], PULL, networks);
    const { id } = await createRobot(admin, input);
    const robot = await getRobot(admin, project.name, id);
    expect(robot.access.projects).toEqual([
      { project: project.name, permissions: PULL, repositories: ["site", "team/*"] },
    ]);
    expect(robot.allowedAddresses).toEqual([
      { network: "198.51.100.0/24", note: "Office" },
      { network: "192.0.2.1", note: "" },
    ]);
    const page = await listRobots(admin, project.name, listRobotsSchema.parse({}));
    expect(page.rows[0]).toMatchObject({
      id,
      repositories: ["site", "team/*"],
      allowedAddresses: robot.allowedAddresses,
    });
  });

  test("leave an audit row with what was added and removed", async () => {
    const { id } = await createRobot(admin, parsed(["site"], PULL, [{ network: "192.0.2.1", note: "Me" }]));
    const edit = { id, version: 1, expiry: { kind: "keep" }, description: "", access: form(["team/*"]).access };
    await updateRobot(admin, updateRobotSchema.parse({ ...edit, allowedAddresses: [] }));
    const [changed, created] = await detailsOf(id);
    expect(created).toEqual(
      expect.arrayContaining([
        { label: "Only these repositories", kind: "list", items: [{ text: "site", mark: null }] },
        { label: "Only from these addresses", kind: "list", items: [{ text: "192.0.2.1 (Me)", mark: null }] },
      ]),
    );
    expect(changed).toEqual([
      {
        ...{ label: "Only these repositories", kind: "list" },
        items: [
          { text: "team/*", mark: "added" },
          { text: "site", mark: "removed" },
        ],
      },
      { label: "Only from these addresses", kind: "list", items: [{ text: "192.0.2.1 (Me)", mark: "removed" }] },
    ]);
  });

  test("stay when an edit leaves them out, and go when it clears them", async () => {
    const { id } = await createRobot(admin, parsed(["site"], PULL, [{ network: "192.0.2.1" }]));
    await updateRobot(admin, { id, description: "new" });
    expect(await getRobot(admin, project.name, id)).toMatchObject({
      allowedAddresses: [{ network: "192.0.2.1" }],
      access: { projects: [{ repositories: ["site"] }] },
    });
    await updateRobot(admin, { id, allowedAddresses: [], access: parsed(undefined).access });
    const robot = await getRobot(admin, project.name, id);
    expect([robot.allowedAddresses, robot.access.projects[0]?.repositories]).toEqual([[], undefined]);
  });

  test.each([
    [["te*m"], PULL, '"*" stands alone or after the last "/"'],
    [["site"], [...PULL, "helm-chart:read"], '"helm-chart:read" is for the whole project'],
    [["site"], [...PULL, "robot:create"], '"robot:create" is for the whole project'],
    [[], PULL, "Enter at least one repository"],
    [Array.from({ length: 51 }, (_, index) => `r${index}`), PULL, "At most 50 repositories."],
  ])("%j with %j are refused", (repositories, permissions, message) => {
    const result = createRobotSchema.safeParse(form(repositories, permissions));
    expect(result.error?.issues[0]?.message).toContain(message);
  });

  test("of whole-project permissions are refused by the verb too, whichever form they come from", async () => {
    const input = parsed(undefined, ["helm-chart:read"]);
    const [row] = input.access.projects;
    if (!row) throw new Error("no row");
    const access = { projects: [{ ...row, repositories: ["site"] }], system: [] };
    const refused = {
      code: "BAD_REQUEST",
      message: expect.stringContaining('"helm-chart:read" is for the whole project'),
    };
    await expect(createRobot(admin, { ...input, access })).rejects.toMatchObject(refused);
    const { id } = await makeRobot({ project });
    await expect(updateRobot(admin, { id, access })).rejects.toMatchObject(refused);
  });

  test("take at most 50 addresses", () => {
    const many = Array.from({ length: 51 }, (_, index) => ({ network: `192.0.2.${index}` }));
    expect(createRobotSchema.safeParse(form(undefined, PULL, many)).error?.issues[0]?.message).toBe(
      "At most 50 addresses.",
    );
    expect(createRobotSchema.safeParse(form(undefined, PULL, many.slice(1))).success).toBe(true);
  });

  test("can’t be changed by an admin of another project, nor by a viewer", async () => {
    const viewer = await makeUser();
    const stranger = await makeUser();
    await makeProject({ admins: [stranger] });
    await getDb().member.create({ data: { projectId: project.id, userId: viewer.id, role: "viewer" } });
    const { id } = await makeRobot({
      project,
      allowedAddresses: ["192.0.2.1"],
      permissions: PULL,
      repositories: ["site"],
    });
    for (const [actor, code] of [
      [viewer, "FORBIDDEN"],
      [stranger, "NOT_FOUND"],
    ] as const)
      await expect(
        updateRobot(actor, { id, allowedAddresses: [], access: parsed(undefined).access }),
      ).rejects.toMatchObject({ code });
    const robot = await getRobot(admin, project.name, id);
    expect([robot.allowedAddresses.length, robot.access.projects[0]?.repositories]).toEqual([1, ["site"]]);
  });
});

test("a robot that makes robots hands on only repositories that it covers", async () => {
  const caller = await robotCaller([
    { kind: "system", project: null, access: ["robot:create"] },
    { kind: "project", project, access: PULL, repositories: ["team/*"] },
  ]);
  const make = (repositories: string[] | undefined) => createRobot(caller, { ...parsed(repositories), project: null });
  expect(await make(["team/a", "team/b/*"])).toMatchObject({ id: expect.any(Number) });
  for (const wider of [["team/a", "site"], ["team"], undefined])
    await expect(make(wider)).rejects.toMatchObject({ code: "DENIED" });
});

test("a robot that makes robots gives them its own addresses or fewer", async () => {
  const caller = await robotCaller(
    [
      { kind: "system", project: null, access: ["robot:create"] },
      { kind: "project", project, access: PULL },
    ],
    { allowedAddresses: ["192.0.2.0/24", "2001:db8::/32"] },
  );
  const make = (networks: string[] | undefined) => {
    const allowedAddresses = networks?.map((network) => ({ network, note: "" }));
    return createRobot(caller, { ...parsed(undefined), project: null, allowedAddresses });
  };
  const listOf = async (id: number) => {
    const { allowedAddresses } = await getDb().robot.findUniqueOrThrow({ where: { id } });
    return (JSON.parse(allowedAddresses) as { network: string }[]).map(({ network }) => network);
  };
  expect(await listOf((await make(undefined)).id)).toEqual(["192.0.2.0/24", "2001:db8::/32"]);
  const fewer = ["192.0.2.128/25", "2001:db8:1::/48", "192.0.2.9"];
  expect(await listOf((await make(fewer)).id)).toEqual(fewer);
  for (const more of [[], ["192.0.2.0/23"], ["192.0.2.9", "198.51.100.1"], ["2001::/16"], ["::c000:200/120"]])
    await expect(make(more)).rejects.toMatchObject({ code: "DENIED" });
});

test("a robot whose list was narrowed while its request arrived changes nothing any more", async () => {
  const caller = await robotCaller([
    { kind: "system", project: null, access: ["robot:create"] },
    { kind: "project", project, access: PULL },
  ]);
  const allowedAddresses = JSON.stringify([{ network: "198.51.100.4", note: "" }]);
  await getDb().robot.update({ where: { id: caller.robotId }, data: { allowedAddresses }, select: { id: true } });
  await expect(createRobot(caller, { ...parsed(undefined), project: null })).rejects.toMatchObject({
    code: "UNAUTHORIZED",
    message: `This robot account may not log in from ${caller.address}.`,
  });
});

test("a robot with access to some repositories of a project still sees that the project exists", async () => {
  const caller = await robotCaller([{ kind: "project", project, access: PULL, repositories: ["site"] }]);
  await expect(listRobots(caller, project.name, listRobotsSchema.parse({}))).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});

test("only system admins learn whether any robot has a list", async () => {
  const root = await makeUser({ isAdmin: true });
  await expect(hasAddressLists(admin)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await getDb().robot.updateMany({ data: { allowedAddresses: "" } });
  expect(await hasAddressLists(root)).toBe(false);
  await makeSystemRobot({ grants: [], allowedAddresses: ["192.0.2.1"] });
  expect(await hasAddressLists(root)).toBe(true);
});
