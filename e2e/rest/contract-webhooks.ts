import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startReceiver, type TestReceiver } from "@/testing/receiver";
import type { Identity } from "./client";
import type { World } from "./world";

/** The contract of webhooks and their deliveries. @param world created before the tests run */
export function webhooksContract(world: () => World): void {
  let receiver: TestReceiver;
  beforeAll(async () => {
    receiver = await startReceiver();
  });
  afterAll(() => receiver.stop());

  const homes = [
    ["the instance", () => "/webhooks", () => world().root],
    ["a project", () => `/projects/${world().project.name}/webhooks`, () => world().owner],
  ] as const;
  /** Whatever a GET answers, a HEAD answers too. */
  const call = async (method: string, path: string, as: Identity, body?: object) => {
    const reply = await world().call(method, path, { as, body });
    if (method === "GET") expect((await world().call("HEAD", path, { as })).status, path).toBe(reply.status);
    return reply;
  };
  const wanted = () => ({ url: receiver.url, events: ["robot.created"], description: "ours" });

  describe.each(homes)("webhooks of %s", (_, base, manager) => {
    const add = async () => (await call("POST", base(), manager(), wanted())).body;

    test("show their secret when they are added and when it is rotated, and never else", async () => {
      const made = await add();
      const path = `${base()}/${made.id}`;
      expect(made).toMatchObject({ ...wanted(), format: "standard", active: true, with_addresses: false });
      expect(made.secret).toMatch(/^whsec_/);
      const { secret: _secret, ...shown } = made;
      expect((await call("GET", path, manager())).body).toEqual(shown);
      expect((await call("GET", base(), manager())).body).toContainEqual(shown);
      const changed = await call("PATCH", path, manager(), { description: "", with_addresses: true });
      expect(changed.body).toEqual({ ...shown, description: "", with_addresses: true });
      const rotated = await call("POST", `${path}/secret/rotate`, manager());
      expect(rotated.body.secret).not.toBe(made.secret);
      const removed = await call("DELETE", path, manager());
      expect([removed.status, removed.text]).toEqual([204, ""]);
      expect((await call("GET", path, manager())).status).toBe(404);
    });

    test("send a signed test, show its delivery, and send it again with the same id", async () => {
      const { id, secret } = await add();
      const sent = await call("POST", `${base()}/${id}/test`, manager());
      expect(sent.status).toBe(202);
      const path = (sent.headers.get("location") ?? "").replace("/api/v2.0", "");
      const delivery = async () => (await call("GET", path, manager())).body;
      await expect.poll(async () => (await delivery()).state, { timeout: 20_000 }).toBe("sent");
      const { event_id: event, attempts, payload } = await delivery();
      expect(attempts).toMatchObject([{ status: 204, request_headers: { "webhook-signature": "v1,…" } }]);
      const ours = () => receiver.received.filter(({ headers }) => headers["webhook-id"] === event);
      new Webhook(secret).verify(payload, ours()[0]?.headers ?? {});
      const list = await call("GET", `${base()}/${id}/deliveries?state=sent&page_size=1`, manager());
      expect([list.headers.get("x-total-count"), list.body[0].event_id]).toEqual(["1", event]);
      expect((await call("POST", `${path}/redeliver`, manager())).status).toBe(202);
      await expect.poll(() => ours().length, { timeout: 20_000 }).toBe(2);
      await expect.poll(async () => (await delivery()).attempts.length, { timeout: 20_000 }).toBe(2);
      const where = { endpointId: id };
      const later = new Date(Date.now() + 60_000);
      await world().db.outbox.updateMany({
        where,
        data: { state: "pending", nextAt: later, leaseBy: "another instance", leaseUntil: later },
      });
      expect((await call("POST", `${path}/redeliver`, manager())).status).toBe(409);
    });

    test("refuse addresses inside, events unknown, too many, and everyone who doesn't administer the place", async () => {
      const inside = await call("POST", base(), manager(), { ...wanted(), url: "http://169.254.169.254/latest" });
      expect([inside.status, inside.message]).toEqual([422, expect.stringContaining("WEBHOOK_ALLOWED_HOSTS")]);
      expect((await call("POST", base(), manager(), { ...wanted(), events: ["robot.gone"] })).status).toBe(400);
      const { id } = await add();
      const robot = await world().robot(["repository:pull"]);
      const one = `${base()}/${id}`;
      const all: [string, string, object?][] = [
        ["GET", base()],
        ["POST", base(), wanted()],
        ["GET", one],
        ["PATCH", one, {}],
        ["DELETE", one],
        ["POST", `${one}/secret/rotate`],
        ["POST", `${one}/test`],
        ["GET", `${one}/deliveries`],
        ["GET", `${one}/deliveries/1`],
        ["POST", `${one}/deliveries/1/redeliver`],
      ];
      for (const [method, path, body] of all) {
        expect((await call(method, path, robot, body)).status, path).toBe(403);
        expect([403, 404], path).toContain((await call(method, path, world().viewer, body)).status);
        expect([403, 404], path).toContain((await call(method, path, world().otherOwner, body)).status);
        const wrong = path.replace(`/webhooks/${id}`, "/webhooks/x");
        if (wrong !== path) expect((await call(method, wrong, manager(), body)).status, wrong).toBe(422);
        const none = path.replace(`/webhooks/${id}`, "/webhooks/0");
        if (none !== path) expect((await call(method, none, manager(), body)).status, none).toBe(404);
        expect((await world().call(method, path, { body })).status).toBe(401);
      }
      expect((await call("PATCH", one, manager(), { active: "no" })).status).toBe(400);
      expect((await call("PATCH", one, manager(), { url: "http://10.0.0.1/" })).status).toBe(422);
      for (const [method, body] of [["GET", undefined] as const, ["POST", wanted()] as const]) {
        expect((await call(method, "/projects/0/webhooks", world().root, body)).status).toBe(404);
        expect((await call(method, `/projects/${"x".repeat(256)}/webhooks`, world().root, body)).status).toBe(422);
      }
      const statuses = [];
      for (let n = 0; n < 20; n++) statuses.push((await call("POST", base(), manager(), wanted())).status);
      expect(statuses).toContain(409);
      await world().db.webhookEndpoint.deleteMany({ where: { url: receiver.url } });
    });
  });

  test("a webhook of another project isn't found under one's own", async () => {
    const { id } = (await call("POST", `/projects/${world().other.name}/webhooks`, world().otherOwner, wanted())).body;
    expect((await call("GET", `/projects/${world().project.name}/webhooks/${id}`, world().owner)).status).toBe(404);
    expect((await call("DELETE", `/projects/${world().project.name}/webhooks/${id}`, world().root)).status).toBe(404);
  });
}
