import { expect, test } from "vitest";
import { robotCalls } from "./robot-calls";
import { unique, type World } from "./world";

/** The contract of changing and deleting robots. @param world created before the tests run */
export function changeContract(world: () => World): void {
  const { pull, create, read, logsIn } = robotCalls(world);

  test("PUT keeps omitted fields, replaces permissions as a whole and counts days from creation", async () => {
    const { id, name, creation_time } = await create({ disable: true });
    const put = (change: object) =>
      world().call("PUT", `/robots/${id}`, { as: world().owner, body: { name, level: "project", ...change } });
    const first = await put({ permissions: pull() });
    expect([first.status, first.text]).toEqual([200, ""]);
    expect(await read(id)).toMatchObject({
      disable: true,
      description: "CI pipeline",
      duration: 30,
      permissions: pull(),
    });
    await put({ duration: 60, disable: false, description: "" });
    const moved = Math.floor(Date.parse(creation_time) / 1000) + 60 * 86_400;
    const changed = await read(id);
    expect(changed).toMatchObject({ disable: false, description: "", duration: 60, expires_at: moved });
    // Sending back the object as it was read changes nothing.
    expect((await world().call("PUT", `/robots/${id}`, { as: world().owner, body: changed })).status).toBe(200);
    expect(await read(id)).toMatchObject({ ...changed, update_time: expect.any(String) });
    expect((await put({ duration: -1, description: null })).status).toBe(200);
    expect(await read(id)).toMatchObject({ duration: -1, expires_at: -1, description: "" });
  });

  test("an expiry that the console moved by hours shows as days rounded up, and a PUT of those doesn't change it", async () => {
    const { id, name, creation_time } = await create();
    const hours = Math.floor(Date.parse(creation_time) / 1000) + 5 * 3_600;
    await world().db.robot.update({ where: { id }, data: { expiresAt: BigInt(hours), durationDays: 1 } });
    expect(await read(id)).toMatchObject({ duration: 1, expires_at: hours });
    await world().call("PUT", `/robots/${id}`, {
      as: world().owner,
      body: { name, level: "project", duration: 1, description: "x" },
    });
    expect(await read(id)).toMatchObject({ expires_at: hours, description: "x" });
  });

  test("PUT can't change a robot's name, level or project", async () => {
    const { id, name } = await create();
    const put = (change: object) =>
      world().call("PUT", `/robots/${id}`, { as: world().root, body: { name, level: "project", ...change } });
    for (const change of [{ name: "other" }, { name: undefined }, { level: "system" }, { level: null }])
      expect(await put(change)).toMatchObject({ status: 400, message: "cannot update the level or name of robot" });
    expect(await put({ permissions: [{ ...pull()[0], namespace: world().other.name }] })).toMatchObject({
      ...{ status: 400, message: "cannot update the project id of robot" },
    });
    expect(await put({ permissions: [] })).toMatchObject({ status: 400, message: "bad request empty permission" });
    expect(await put({ duration: 0 })).toMatchObject({ status: 400 });
  });

  test("If-Match refuses a change if the robot has changed since; without it the change is made", async () => {
    const { id, name } = await create();
    const { headers } = await world().call("GET", `/robots/${id}`, { as: world().owner });
    const tag = headers.get("etag") ?? "";
    const send = (method: string, ifMatch: string | null, body?: object) =>
      world().call(method, `/robots/${id}`, {
        as: world().owner,
        body,
        headers: ifMatch === null ? {} : { "If-Match": ifMatch },
      });
    const put = (ifMatch: string | null) => send("PUT", ifMatch, { name, level: "project", description: unique("d") });
    expect((await put(tag)).status).toBe(200);
    expect(await put(tag)).toMatchObject({ status: 412, code: "PRECONDITION" });
    expect([(await put(`W/${tag}`)).status, (await put("*")).status, (await put(null)).status]).toEqual([
      412, 200, 200,
    ]);
    expect((await send("PATCH", tag, {})).status).toBe(412);
    expect((await send("DELETE", tag)).status).toBe(412);
    const now = (await world().call("GET", `/robots/${id}`, { as: world().owner })).headers.get("etag");
    expect((await send("DELETE", now)).status).toBe(200);
  });

  test("of many simultaneous changes with one tag exactly one wins", async () => {
    const { id, name } = await create();
    const tag = (await world().call("GET", `/robots/${id}`, { as: world().owner })).headers.get("etag") ?? "";
    const puts = await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        world().call("PUT", `/robots/${id}`, {
          ...{ as: world().owner, headers: { "If-Match": tag } },
          body: { name, level: "project", description: `turn ${turn}` },
        }),
      ),
    );
    expect(puts.map(({ status }) => status).sort()).toEqual([200, ...Array(7).fill(412)]);
    const refreshes = await Promise.all(
      Array.from({ length: 8 }, () => world().call("PATCH", `/robots/${id}`, { as: world().owner, body: {} })),
    );
    for (const { status } of refreshes) expect([200, 409]).toContain(status);
    const working = await Promise.all(
      refreshes.map(async ({ body }) => body.secret && (await logsIn(name, body.secret))),
    );
    expect(working.filter((status) => status === 200)).toHaveLength(1);
  });

  test.each(["short1A", "nodigitsHERE", "alllower1", "ALLUPPER1", "With Space1", "Überall12", `Aa1${"x".repeat(18)}`])(
    "PATCH refuses the secret %s by the rules",
    async (secret) => {
      const { id } = await create();
      const reply = await world().call("PATCH", `/robots/${id}`, { as: world().owner, body: { secret } });
      expect(reply).toMatchObject({ status: 400, code: "BAD_REQUEST" });
      expect(reply.text).not.toContain(secret);
    },
  );
}
