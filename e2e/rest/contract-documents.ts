import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { makeProject } from "@/testing/builders";
import { unique, type World } from "./world";

/** The contract of robot accounts as files. @param world created before the tests run */
export function documentsContract(world: () => World): void {
  const call: World["call"] = (...given) => world().call(...given);
  const place = () => makeProject({ admins: [{ ...world().owner } as never] }, world().db);
  const file = (project: string, robot: object = {}) => ({
    ...{ apiVersion: "purser/v1", project },
    robots: [{ name: "ci", expires: "90d", permissions: ["repository:pull"], ...robot }],
  });
  const apply = (documents: object[], more: object = {}, as = world().owner) =>
    call("POST", "/apply", { as, body: { documents, owner: "gitops", ...more } });

  test("/apply makes robots once, tells their secrets once, and /export gives the files back", async () => {
    const { name } = await place();
    const planned = await apply([file(name)], { dryRun: true });
    expect(planned.body).toMatchObject({ dryRun: true, changes: [{ action: "create", id: null }] });
    expect(planned.text).not.toContain("secret");
    const made = await apply([file(name)]);
    const [robot] = made.body.changes;
    expect(robot).toMatchObject({ action: "create", name: `robot_${name}+ci`, project: name });
    const login = { username: robot.name, password: robot.secret };
    expect((await call("GET", "/robots", { as: login })).status).toBe(403);
    expect(robot.fields).toMatchObject({ expires: { from: null, to: "90d" }, managedBy: { from: null, to: "gitops" } });
    expect((await apply([file(name)])).body.changes).toEqual([
      { action: "none", id: robot.id, name: robot.name, project: name, fields: {} },
    ]);
    expect((await call("GET", `/robots/${robot.id}`, { as: world().owner })).body.managed_by).toBe("gitops");
    const exported = await call("GET", `/export?project=${name}`, { as: world().viewer });
    expect(exported.status).toBe(404);
    const { body } = await call("GET", `/export?project=${name}`, { as: world().owner });
    expect(body).toEqual({ documents: [file(name)] });
    const taken = await apply([file(name)], { owner: "another" });
    expect(taken).toMatchObject({ status: 409, message: expect.stringContaining("is managed by gitops") });
  });

  test("a fault in the body is named with its place; unknown keys are faults", async () => {
    const { name } = await place();
    const robot = (change: object) => [file(name, change)];
    const cases: [object, string][] = [
      [{ documents: robot({ expires: "90" }) }, "documents[0].robots[0].expires: must be a number of days"],
      [{ documents: robot({ permisions: [] }) }, "documents[0].robots[0]: Unrecognized key"],
      [{ documents: robot({ name: "CI" }) }, "documents[0].robots[0].name: Use lowercase"],
      [{ documents: robot({ permissions: ["repository:fly"] }) }, "documents[0].robots[0].permissions[0]: there is no"],
      [{ documents: robot({ repositories: ["a*b"] }) }, "documents[0].robots[0].repositories: "],
      [{ documents: [] }, "documents: must hold at least one file"],
      [{ documents: robot({}), prune: true, owner: undefined }, "owner: is needed to prune"],
      [{ documents: [file(name), file(name)] }, "documents[1].robots[0].name: ci is described twice"],
      [{ documents: [{ ...file(name), apiVersion: "purser/v9" }] }, "documents[0].apiVersion: must be purser/v1"],
    ];
    for (const [change, message] of cases) {
      const body = { owner: "gitops", ...change };
      const reply = await call("POST", "/apply", { as: world().owner, body });
      expect([reply.status, reply.message], JSON.stringify(change)).toEqual([400, expect.stringContaining(message)]);
    }
  });

  test("an attacker with a project of their own gets nothing of another, and a policy holds", async () => {
    const { id, name } = await place();
    const own = world().project.name;
    const before = await world().db.robot.count();
    for (const documents of [[file(own, { name: unique("x") }), file(world().other.name)], [file(world().other.name)]])
      expect((await apply(documents)).status).toBe(404);
    expect((await apply([file(own)], {}, world().viewer)).status).toBe(403);
    expect((await apply([file(own)], {}, await world().robot(["robot:create"]))).status).toBe(403);
    const system = { apiVersion: "purser/v1", level: "system", robots: [] };
    expect(await apply([system])).toMatchObject({
      status: 403,
      message: expect.stringContaining("only system admins"),
    });
    const policy = { scope: `project:${id}`, projectId: id, maxDays: 30, updatedByName: "x" };
    await world().db.policy.create({ data: policy });
    expect((await apply([file(name)])).status).toBe(422);
    expect(await world().db.robot.count()).toBe(before + 1);
    expect((await call("GET", "/export", { as: world().owner })).status).toBe(403);
    expect((await call("GET", "/export", { as: world().root })).status).toBe(200);
    expect((await call("GET", "/export?project=no-such", { as: world().root })).status).toBe(404);
    expect((await call("GET", `/export?project=${"x".repeat(256)}`, { as: world().root })).status).toBe(422);
  });

  test("a system robot that outlives its only project still has a permission object to read", async () => {
    const { name } = await place();
    const { id } = await world().robot(["repository:pull"], { system: [], namespace: name });
    expect((await call("DELETE", `/projects/${name}`, { as: world().root })).status).toBe(200);
    const { body } = await call("GET", `/robots/${id}`, { as: world().root });
    expect(body.permissions).toEqual([{ kind: "system", namespace: "/", access: [] }]);
    expect((await call("GET", "/robots?page=100000", { as: world().root })).body).toEqual([]);
  });

  test("the JSON Schema accepts the example and refuses an unknown key", async () => {
    const { body } = await call("GET", "/schemas/robots.json");
    const validate = new Ajv2020({ strict: false }).compile(body);
    expect([validate(file("documentation")), validate({ ...file("documentation"), owner: "x" })]).toEqual([
      true,
      false,
    ]);
    expect(validate(file("documentation", { permissions: ["repository:fly"] }))).toBe(false);
  });
}
