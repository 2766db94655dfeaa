import { beforeEach, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { logIn } from "@/lib/registry/login";
import { refreshSecret } from "@/lib/robots/refresh";
import { setRobotDisabled } from "@/lib/robots/service";
import { makeProject, makeUser } from "@/testing/builders";
import { snapshot } from "@/testing/tables";
import { exportDocuments } from "./queries";
import { applySchema } from "./schema";
import { applyDocuments } from "./service";

type Fields = Record<string, unknown>;

let admin: Actor;
let owner: Actor;
let stranger: Actor;
let project: { id: number; name: string };
let foreign: { id: number; name: string };

beforeEach(async () => {
  [admin, owner, stranger] = [await makeUser({ isAdmin: true }), await makeUser(), await makeUser()];
  project = await makeProject({ admins: [owner] });
  foreign = await makeProject({ admins: [stranger] });
});

const ci = (more: Fields = {}) => ({ name: "ci", expires: "90d", permissions: ["repository:pull"], ...more });
const file = (robots: Fields[], of = project) => ({ apiVersion: "purser/v1", project: of.name, robots });
const apply = (documents: Fields[], more: Fields = {}, by: Actor = owner) =>
  applyDocuments(by, applySchema.parse({ documents, owner: "gitops", ...more }));
const rows = () => getDb().auditEvent.count();
const robots = () => getDb().robot.findMany({ where: { projectId: project.id }, orderBy: { name: "asc" } });
const everything = () => snapshot(0);

describe("apply", () => {
  test("makes robots once: applied again it changes nothing, writes no row and tells no secret", async () => {
    const documents = [
      file([ci({ description: "pipeline", allowedAddresses: ["198.51.100.7/24"] }), { ...ci(), name: "deploy" }]),
      { ...file([ci({ name: "third", repositories: ["team/*"] })]) },
    ];
    const planned = await apply(documents, { dryRun: true });
    expect(await robots()).toEqual([]);
    const done = await apply(documents);
    expect(done.map(({ action, secret }) => [action, secret?.length])).toEqual(Array(3).fill(["create", 32]));
    expect(planned).toEqual(done.map((change) => ({ ...change, id: null, secret: null })));
    for (const { name, secret } of done) {
      const login = { kind: "basic" as const, name, secret: secret ?? "" };
      const address = "198.51.100.9";
      expect((await logIn(login, { address })).loginName).toBe(name);
    }
    const before = { all: await everything(), rows: await rows() };
    const again = await apply(documents);
    expect(again.map(({ action, secret, fields }) => [action, secret, fields])).toEqual(
      Array(3).fill(["none", null, {}]),
    );
    expect({ all: await everything(), rows: await rows() }).toEqual(before);
  });

  test("tells a change field by field, as its plan did, and leaves a row each", async () => {
    await apply([file([ci({ description: "old" }), ci({ name: "same" })])]);
    const changed = [
      file([ci({ description: "new", permissions: ["repository:push"], expires: "never" }), ci({ name: "same" })]),
    ];
    const before = await rows();
    const planned = await apply(changed, { dryRun: true });
    expect(await rows()).toBe(before);
    const done = await apply(changed);
    expect(done).toEqual(planned);
    expect(done[0]?.fields).toEqual({
      description: { from: "old", to: "new" },
      permissions: { from: ["repository:pull"], to: ["repository:push"] },
      expires: { from: "90d", to: "never" },
    });
    expect((await rows()) - before).toBe(1);
    expect((await apply(changed)).map(({ action }) => action)).toEqual(["none", "none"]);
  });

  test("keeps what a file leaves out: a robot disabled in an incident stays so, and a limit to repositories", async () => {
    await apply([file([ci({ repositories: ["site"], description: "kept" })])]);
    const [robot] = await robots();
    await setRobotDisabled(owner, { id: robot?.id ?? 0, disabled: true });
    expect((await apply([file([ci()])]))[0]).toMatchObject({ action: "none", fields: {} });
    const enabled = await apply([file([ci({ disabled: false, repositories: ["*"] })])]);
    expect(enabled[0]?.fields).toEqual({
      disabled: { from: true, to: false },
      repositories: { from: ["site"], to: [] },
    });
    expect((await robots())[0]).toMatchObject({ disabled: false, description: "kept" });
  });

  test("counts a lifetime from when it was set, so a renewed robot is no difference", async () => {
    await apply([file([ci({ expires: "30d" })])]);
    const [robot] = await robots();
    const long = new Date(Date.now() - 29 * 86_400_000);
    const expiresAt = BigInt(Math.floor(Date.now() / 1000) + 86_400);
    await getDb().robot.update({ where: { id: robot?.id ?? 0 }, data: { createdAt: long, expiresAt } });
    await refreshSecret(owner, { id: robot?.id ?? 0, renewal: { kind: "days", days: 30 } });
    expect((await apply([file([ci({ expires: "30d" })])]))[0]?.action).toBe("none");
  });

  test("prunes only the owner's robots, and only in the places that the files name", async () => {
    await apply([file([ci(), ci({ name: "gone", permissions: ["scan:create"] })])]);
    await apply([file([ci({ name: "of-another", permissions: ["tag:create"] })])], { owner: "terraform" });
    await applyDocuments(owner, applySchema.parse({ documents: [file([ci({ name: "by-hand" })])] }));
    await apply([file([ci({ name: "elsewhere" })], foreign)], {}, stranger);
    const done = await apply([file([ci()])], { prune: true });
    expect(done.map(({ action, name }) => [action, name.split("+")[1]])).toEqual([
      ["none", "ci"],
      ["delete", "gone"],
    ]);
    expect((await robots()).map(({ name }) => name)).toEqual(["by-hand", "ci", "of-another"]);
    expect(await getDb().robot.count({ where: { projectId: foreign.id } })).toBe(1);
    expect((await apply([file([])], { prune: true })).map(({ action }) => action)).toEqual(["delete"]);
  });

  test("refuses a rename, unless the new secret is accepted", async () => {
    await apply([file([ci()])]);
    const renamed = [file([ci({ name: "ci2" })])];
    const before = await everything();
    for (const dryRun of [true, false])
      await expect(apply(renamed, { prune: true, dryRun })).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringContaining("--allow-replace"),
      });
    expect(await everything()).toEqual(before);
    const done = await apply(renamed, { prune: true, allowReplace: true });
    expect(done.map(({ action }) => action)).toEqual(["create", "delete"]);
  });

  test("refuses a robot of another owner, and takes over one of nobody", async () => {
    await applyDocuments(owner, applySchema.parse({ documents: [file([ci()])] }));
    expect((await apply([file([ci()])]))[0]?.fields).toEqual({ managedBy: { from: "", to: "gitops" } });
    for (const other of ["terraform", undefined])
      await expect(apply([file([ci({ description: "mine" })])], { owner: other })).rejects.toMatchObject({
        code: "CONFLICT",
        message: expect.stringMatching(/^documents\[0\]\.robots\[0\]: .*is managed by gitops/),
      });
  });

  test("is all or nothing: a policy, an unknown project or a robot named twice leaves no robot", async () => {
    await getDb().policy.create({
      data: { scope: `project:${project.id}`, projectId: project.id, maxDays: 30, updatedByName: "x" },
    });
    const before = await everything();
    const over = [file([ci({ expires: "30d" }), ci({ name: "long", expires: "31d" })])];
    for (const dryRun of [true, false])
      await expect(apply(over, { dryRun })).rejects.toMatchObject({
        code: "UNPROCESSABLE",
        message: expect.stringMatching(/^documents\[0\]\.robots\[1\]: /),
      });
    const system = {
      ...{ apiVersion: "purser/v1", level: "system" },
      robots: [{ name: "s", expires: "1d", projects: [{ project: "no-such", permissions: ["repository:pull"] }] }],
    };
    await expect(apply([system], {}, admin)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(apply([file([ci(), ci()])])).rejects.toMatchObject({ code: "BAD_REQUEST" });
    expect(await everything()).toEqual(before);
  });

  test("sent twice at once, it makes each robot once; the other is told to run it again, or finds nothing to do", async () => {
    const both = await Promise.allSettled([apply([file([ci()])]), apply([file([ci()])])]);
    const told = both.map((one) => (one.status === "fulfilled" ? one.value[0]?.action : one.reason.code)).sort();
    expect([
      ["CONFLICT", "create"],
      ["create", "none"],
    ]).toContainEqual(told);
    expect(await robots()).toHaveLength(1);
    const change = (description: string) => apply([file([ci({ description })])]);
    const edits = await Promise.allSettled([change("one"), change("two")]);
    const codes = edits.map((one) => (one.status === "fulfilled" ? "done" : one.reason.code));
    expect(codes.filter((code) => code !== "done" && code !== "CONFLICT")).toEqual([]);
    expect(codes).toContain("done");
  });

  test("system robots are made and changed by system admins alone", async () => {
    const robot = (more: Fields = {}) => ({
      ...{ name: `sys-${project.name}`, expires: "never", system: ["catalog:read"] },
      ...{ projects: [{ project: project.name, permissions: ["repository:pull"], repositories: ["site"] }], ...more },
    });
    const system = (more?: Fields) => [{ apiVersion: "purser/v1", level: "system", robots: [robot(more)] }];
    await expect(apply(system())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await apply(system(), {}, admin))[0]?.action).toBe("create");
    const wider = { projects: [{ project: "*", permissions: ["repository:pull"] }] };
    expect((await apply(system(wider), {}, admin))[0]?.fields).toEqual({
      projects: { from: [`${project.name} (site): repository:pull`], to: ["*: repository:pull"] },
    });
    expect((await apply(system(wider), {}, admin))[0]?.action).toBe("none");
    expect((await apply(await exportDocuments(admin, null), {}, admin)).every(({ action }) => action === "none")).toBe(
      true,
    );
  });

  test("an attacker is refused as a whole: with one project of another nothing is written anywhere", async () => {
    await apply([file([ci()])]);
    const before = await everything();
    for (const [by, code] of [
      [stranger, "NOT_FOUND"],
      [await makeUser(), "NOT_FOUND"],
    ] as const)
      for (const dryRun of [false, true]) {
        const both = [file([ci({ name: "own" })], foreign), file([ci({ description: "theirs" })])];
        await expect(apply(both, { dryRun, prune: true }, by)).rejects.toMatchObject({ code });
      }
    expect({ ...(await everything()), User: null }).toEqual({ ...before, User: null });
  });
});

test("an export applied changes nothing, whatever the robots are", async () => {
  await apply([
    file([
      ci({ repositories: ["site", "team/*"], allowedAddresses: ["192.0.2.1"], disabled: true, description: "a: b" }),
      ci({ name: "never", expires: "never", permissions: ["robot:create", "log:list"] }),
    ]),
  ]);
  const exported = await exportDocuments(owner, project.name);
  expect(exported[0]?.robots).toHaveLength(2);
  expect((await apply(exported)).map(({ action }) => action)).toEqual(["none", "none"]);
  await expect(exportDocuments(stranger, project.name)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
