import { expect, test } from "vitest";
import { inDays } from "@/testing/builders";
import type { Identity } from "./client";
import { robotCalls } from "./robot-calls";
import type { World } from "./world";

/** The contract of two live secrets. @param world created before the tests run */
export function secretsContract(world: () => World): void {
  const { create, overtaken, read, logsIn } = robotCalls(world);
  const rotate = (id: number, body: object, as: Identity = world().owner, headers = {}) =>
    world().call("POST", `/robots/${id}/secret/rotate`, { as, body, headers });
  const previous = (method: string, id: number, body?: object, headers = {}) =>
    world().call(method, `/robots/${id}/secret/previous`, { as: world().owner, body, headers });

  test("a rotation with a grace keeps both secrets; the old one can be moved and ended", async () => {
    const { id, name, secret } = await create();
    expect(await read(id)).toMatchObject({ previous_secret: null, secret_changed_at: expect.any(String) });
    const rotated = await rotate(id, { grace_seconds: 3600, renew_days: 60 });
    const end = rotated.body.previous_secret_expires_at;
    expect([rotated.status, Object.keys(rotated.body).sort()]).toEqual([
      200,
      ["expires_at", "previous_secret_expires_at", "secret"],
    ]);
    expect(Math.abs(end - inDays(0) - 3600)).toBeLessThan(60);
    expect(Math.abs(rotated.body.expires_at - inDays(60))).toBeLessThan(60);
    expect([await logsIn(name, secret), await logsIn(name, rotated.body.secret)]).toEqual([200, 200]);
    expect((await read(id)).previous_secret).toEqual({
      expires_at: end,
      // Uses are written some seconds later.
      last_used_at: expect.toBeOneOf([null, expect.any(String)]),
    });

    const moved = inDays(2);
    expect(await previous("PATCH", id, { expires_at: moved })).toMatchObject({
      status: 200,
      body: { expires_at: moved },
    });
    const ended = await previous("DELETE", id);
    expect([ended.status, ended.text]).toEqual([204, ""]);
    expect([await logsIn(name, secret), await logsIn(name, rotated.body.secret)]).toEqual([401, 200]);
    for (const method of ["PATCH", "DELETE"])
      expect(await previous(method, id, method === "PATCH" ? { expires_at: moved } : undefined)).toMatchObject({
        status: 404,
        message: "there is no old secret",
      });
  });

  test("a secret by hand, a start with the first use, and a rotation without a grace", async () => {
    const { id, name, secret } = await create();
    const manual = await rotate(id, { grace_seconds: 60, start: "first-use", secret: "NewSecret1" });
    expect(manual.body).toEqual({ previous_secret_expires_at: expect.any(Number), expires_at: expect.any(Number) });
    expect(manual.body.previous_secret_expires_at).toBeGreaterThan(inDays(29));
    expect(await rotate(id, { grace_seconds: 0, secret: "NewSecret1" })).toMatchObject({
      ...{ status: 422, message: "a secret by hand must differ from the old one" },
    });
    expect((await rotate(id, { grace_seconds: 0 })).body.previous_secret_expires_at).toBeNull();
    expect([await logsIn(name, secret), await logsIn(name, "NewSecret1")]).toEqual([401, 401]);
  });

  test("faults are named, and If-Match guards every change", async () => {
    const { id } = await create({ duration: -1 });
    expect(await rotate(id, { grace_seconds: 31 * 86_400 })).toMatchObject({
      ...{ status: 422, message: "grace may be at most 30 days" },
    });
    expect((await rotate(id, {})).status).toBe(400);
    expect((await rotate(0, { grace_seconds: 60 })).status).toBe(404);
    expect((await world().call("POST", "/robots/x/secret/rotate", { as: world().root, body: {} })).status).toBe(422);
    await rotate(id, { grace_seconds: 60 });
    expect((await previous("PATCH", id, { expires_at: 5 })).status).toBe(422);
    expect((await previous("PATCH", id, {})).status).toBe(400);
    expect(await previous("PATCH", id, { expires_at: inDays(31) })).toMatchObject({
      ...{ status: 422, message: "grace may be at most 30 days" },
    });
    const stale = { "If-Match": '"stale"' };
    expect((await rotate(id, { grace_seconds: 60 }, world().owner, stale)).status).toBe(412);
    expect((await previous("PATCH", id, { expires_at: inDays(1) }, stale)).status).toBe(412);
    expect((await previous("DELETE", id, undefined, stale)).status).toBe(412);
    for (const [method, body] of [["PATCH", { expires_at: 5 }] as const, ["DELETE", undefined] as const]) {
      const path = "/robots/x/secret/previous";
      expect((await world().call(method, path, { as: world().owner, body })).status).toBe(422);
    }
    expect((await rotate(id, { grace_seconds: 60 }, world().viewer)).status).toBe(403);
    expect((await rotate(id, { grace_seconds: 60 }, world().otherOwner)).status).toBe(404);
  });

  test("changes that another one overtook are conflicts", async () => {
    const { id } = await create();
    await rotate(id, { grace_seconds: 3600 });
    await overtaken(id, () => [
      rotate(id, { grace_seconds: 60 }),
      previous("PATCH", id, { expires_at: inDays(1) }),
      previous("DELETE", id),
    ]);
  });

  test("a robot rotates itself with the permission, only itself, and asks again with its old secret", async () => {
    const me = await world().robot(["robot:rotate-self", "robot:read"]);
    const { id: other } = await create();
    expect((await rotate(other, { grace_seconds: 60 }, me)).status).toBe(403);
    expect((await rotate(me.id, { grace_seconds: 59 }, me)).status).toBe(422);
    expect((await rotate(me.id, { grace_seconds: 60, renew_days: 9 }, me)).status).toBe(403);
    expect((await rotate(me.id, { grace_seconds: 60 }, await world().robot(["repository:pull"]))).status).toBe(403);
    // The reply is lost.
    const lost = (await rotate(me.id, { grace_seconds: 600 }, me)).body.secret;
    const again = await rotate(me.id, { grace_seconds: 600 }, me);
    expect(again.status).toBe(200);
    const works = (secret: string) => logsIn(me.username, secret);
    expect([await works(me.password), await works(lost), await works(again.body.secret)]).toEqual([200, 401, 200]);
    // Whoever else has the old secret can't replace one that a person made.
    const byPerson = await rotate(me.id, { grace_seconds: 600 });
    expect((await rotate(me.id, { grace_seconds: 600 }, { ...me, password: again.body.secret })).status).toBe(403);
    expect(await works(byPerson.body.secret)).toBe(200);
    const without = await world().robot(["repository:pull"]);
    expect((await rotate(without.id, { grace_seconds: 60 }, without)).status).toBe(403);
    expect((await previous("DELETE", me.id)).status).toBe(204);
    for (const [method, body] of [["PATCH", { expires_at: 5 }] as const, ["DELETE", undefined] as const]) {
      const path = `/robots/${me.id}/secret/previous`;
      expect((await world().call(method, path, { as: { ...me, password: byPerson.body.secret }, body })).status).toBe(
        403,
      );
    }
  });
}
