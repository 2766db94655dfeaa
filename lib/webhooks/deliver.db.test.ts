import { Webhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { accessTo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { startReceiver, type TestReceiver } from "@/testing/receiver";
import { getDb } from "../db/client";
import { Courier } from "../jobs/courier";
import { createRobot, setRobotDisabled } from "../robots/service";
import { webhookSender } from "./deliver";
import { handOnEvents } from "./hand-on";
import { testWebhook } from "./ping";
import { getDelivery, listDeliveries, listWebhooks } from "./queries";
import { sendAgain, sendFailedAgain } from "./send-again";
import { createWebhook, deleteWebhook, rotateWebhookSecret, updateWebhook } from "./service";
import { listStoppedWebhooks } from "./stopped";
import { toWebhooks } from "./to-webhooks";

vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), WEBHOOK_ALLOWED_HOSTS: "external,loopback" }) };
});

let receiver: TestReceiver;
let admin: Actor;
let owner: Actor;
let project: { id: number; name: string };

beforeAll(async () => {
  receiver = await startReceiver();
  [admin, owner] = [await makeUser({ isAdmin: true }), await makeUser()];
});
afterAll(() => receiver.stop());
beforeEach(async () => {
  await getDb().webhookEndpoint.deleteMany();
  await getDb().event.deleteMany();
  receiver.received.length = 0;
  receiver.answer((_, response) => void response.writeHead(204).end());
  project = await makeProject({ admins: [owner] });
});

const courier = () => new Courier({ handOn: () => handOnEvents([toWebhooks]), senders: [webhookSender] });
const deliver = () => courier().run();

const COLUMNS = { description: "", format: "standard" as const, active: true, withAddresses: false };
const add = (rest: Partial<Parameters<typeof createWebhook>[1]> = {}, by = owner) =>
  createWebhook(by, { ...COLUMNS, url: receiver.url, events: ["robot.disabled"], project: project.name, ...rest });

/** A change that a webhook is told of. */
async function disable(): Promise<{ id: number; loginName: string }> {
  const robot = await makeRobot({ project });
  await setRobotDisabled(owner, { id: robot.id, disabled: true });
  return robot;
}

const rows = () => getDb().outbox.findMany({ where: { kind: "webhook" }, orderBy: { id: "asc" } });
async function only() {
  const [row, ...more] = await rows();
  expect(more).toEqual([]);
  if (!row) throw new Error("no delivery");
  return row;
}
const dueNow = () => getDb().outbox.updateMany({ data: { nextAt: new Date(Date.now() - 1000) } });

describe("a webhook", () => {
  test("is told of a change, signed as standardwebhooks and svix check it, without secrets and addresses", async () => {
    const { secret } = await add();
    const robot = await disable();
    await deliver();
    const [got, ...more] = receiver.received;
    expect(more).toEqual([]);
    if (!got) throw new Error("nothing came");
    const event = new Webhook(secret).verify(got.body, got.headers) as Record<string, unknown>;
    expect(event).toEqual({
      type: "robot.disabled",
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      id: got.headers["webhook-id"],
      data: {
        robot: {
          ...{ id: robot.id, name: robot.loginName, project: project.name, level: "project", status: "disabled" },
          ...{ expires_at: expect.any(Number), last_used_at: null },
        },
        project: project.name,
        actor: { type: "user", name: owner.username },
        url: expect.stringMatching(new RegExp(`/projects/${project.name}/robots/${robot.id}$`)),
      },
    });
    expect(() => new SvixWebhook(secret).verify(got.body, got.headers)).not.toThrow();
    expect(() => new Webhook(secret).verify(got.body.replace("disabled", "enabled"), got.headers)).toThrow();
    expect((await only()).state).toBe("sent");
  });

  test("that doesn’t ask for addresses gets no contact and no network either", async () => {
    await add({ events: ["robot.created"] });
    await createRobot(owner, {
      ...{ project: project.name, name: "narrow", description: "narrow", duration: 30, contact: "dev@example.com" },
      ...{ access: accessTo(project, "repository:pull"), creationKey: crypto.randomUUID() },
      allowedAddresses: [{ network: "10.9.8.0/24", note: "" }],
    });
    await deliver();
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.changes.after.description)).toEqual(["narrow"]);
    expect(receiver.received[0]?.body).not.toMatch(/dev@|10\.9\.8|192\.0\.2\.7/);
  });

  test("gets addresses only if it asks for them, and bodies stay below 4 kB", async () => {
    await add({ withAddresses: true, events: ["robot.created", "robot.disabled"] });
    const input = {
      ...{ project: project.name, name: "big", duration: 30 },
      access: accessTo(project, "repository:pull"),
    };
    const creationKey = crypto.randomUUID();
    await createRobot(owner, {
      ...input,
      description: "x".repeat(1000).replaceAll("x", "\u4e2d"),
      creationKey,
    } as never);
    await disable();
    await deliver();
    expect(receiver.received.map(({ body }) => JSON.parse(body).data.actor.address)).toEqual([
      "192.0.2.7",
      "192.0.2.7",
    ]);
    for (const { body } of receiver.received) expect(Buffer.byteLength(body)).toBeLessThan(4096);
  });

  test("signs with both secrets for a day after a rotation, and then with the new one only", async () => {
    const old = await add();
    const { secret } = await rotateWebhookSecret(owner, { id: old.id });
    expect(secret).not.toBe(old.secret);
    await disable();
    await deliver();
    const [both] = receiver.received;
    for (const one of [old.secret, secret]) new Webhook(one).verify(both?.body ?? "", both?.headers ?? {});
    await getDb().webhookEndpoint.update({ where: { id: old.id }, data: { previousUntil: new Date() } });
    await disable();
    await deliver();
    const [, one] = receiver.received;
    new Webhook(secret).verify(one?.body ?? "", one?.headers ?? {});
    expect(() => new Webhook(old.secret).verify(one?.body ?? "", one?.headers ?? {})).toThrow();
  });

  test.each([
    ["slack", (body: Record<string, unknown>) => String(body.text)],
    ["teams", (body: Record<string, unknown>) => JSON.stringify(body)],
  ] as const)("speaks to %s in one sentence with a link", async (format, textOf) => {
    await add({ format });
    const robot = await disable();
    await deliver();
    const text = textOf(JSON.parse(receiver.received[0]?.body ?? "{}"));
    expect(text).toContain(`${robot.loginName} was disabled by ${owner.username}.`);
    expect(text).toContain(`/projects/${project.name}/robots/${robot.id}`);
  });

  test("of another project, of other events or that is off hears nothing; the instance’s hears of every project", async () => {
    const other = await makeProject({ admins: [owner] });
    await add({ project: other.name });
    await add({ events: ["robot.enabled"] });
    await add({ active: false });
    await disable();
    await deliver();
    expect(receiver.received).toEqual([]);
    await add({ project: null }, admin);
    await disable();
    await deliver();
    expect(receiver.received).toHaveLength(1);
  });
});

describe("a failed delivery", () => {
  test("is tried again with the same id and body, and is read as it happened", async () => {
    const { id } = await add();
    receiver.answer((_, response) => void response.writeHead(503).end("later"));
    await disable();
    await deliver();
    const waits = await only();
    expect(waits).toMatchObject({ state: "pending", attempts: 1, lastStatus: 503 });
    expect(waits.nextAt.getTime() - Date.now()).toBeLessThan(6000);
    await dueNow();
    receiver.answer((_, response) => void response.writeHead(200).end("thanks"));
    await deliver();
    const [first, second] = receiver.received;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
    const detail = await getDelivery(owner, waits.id, { name: project.name }, id);
    expect(detail.tries.map(({ status, reply }) => [status, reply])).toEqual([
      [200, "thanks"],
      [503, "later"],
    ]);
    expect(detail.tries[0]?.headers["webhook-signature"]).toBe("v1,…");
    expect(JSON.stringify(detail)).not.toContain(first?.headers["webhook-signature"]?.slice(3));
  });

  test("waits as long as Retry-After asks, and fails after the tenth try", async () => {
    await add();
    receiver.answer((_, response) => void response.writeHead(429, { "Retry-After": "600" }).end());
    await disable();
    await deliver();
    expect((await only()).nextAt.getTime() - Date.now()).toBeGreaterThan(590_000);
    for (let tries = 2; tries <= 10; tries += 1) {
      await dueNow();
      await deliver();
    }
    expect(await only()).toMatchObject({ state: "failed", attempts: 10 });
    await dueNow();
    await deliver();
    expect(receiver.received).toHaveLength(10);
  });

  test("does not follow a redirect, and keeps 4 KiB of an endless reply", async () => {
    await add();
    receiver.answer((_, response) => void response.writeHead(302, { Location: receiver.url }).end());
    await disable();
    await deliver();
    expect(await only()).toMatchObject({ state: "pending", lastStatus: 302 });
    receiver.answer((_, response) => {
      response.writeHead(500);
      const more = () => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      more();
    });
    await dueNow();
    await deliver();
    const tries = await getDb().deliveryTry.findMany({
      where: { outboxId: (await only()).id },
      orderBy: { id: "asc" },
    });
    expect(tries.map(({ status, reply }) => [status, reply.length])).toEqual([
      [302, 0],
      [500, 4096],
    ]);
  });

  test("with 410 turns the webhook off at once, with an audit row and an event", async () => {
    const { id } = await add();
    receiver.answer((_, response) => void response.writeHead(410).end());
    await disable();
    await disable();
    await deliver();
    expect(await listWebhooks(owner, { name: project.name })).toMatchObject([{ active: false, stopReason: "gone" }]);
    expect((await rows()).map(({ state }) => state)).toEqual(["failed", "failed"]);
    const audit = { action: "webhook.disable", projectId: project.id };
    expect(await getDb().auditEvent.count({ where: audit })).toBe(1);
    expect(await getDb().event.count({ where: { type: "endpoint.disabled", projectId: project.id } })).toBe(1);
    expect(await listStoppedWebhooks(owner)).toEqual([
      { id, host: new URL(receiver.url).host, project: project.name, stopReason: "gone" },
    ]);
    const stranger = await makeUser({ isAdmin: true });
    const viewer = await makeUser();
    await getDb().member.create({ data: { projectId: project.id, userId: viewer.id, role: "viewer" } });
    expect([await listStoppedWebhooks(stranger), await listStoppedWebhooks(viewer)]).toEqual([[], []]);
    await updateWebhook(owner, { id, description: "chat" });
    expect(await listWebhooks(owner, { name: project.name })).toMatchObject([{ active: false, stopReason: "gone" }]);
    await updateWebhook(owner, { id, active: false });
    expect(await listStoppedWebhooks(owner)).toEqual([]);
    await updateWebhook(owner, { id, active: true });
    expect(await listWebhooks(owner, { name: project.name })).toMatchObject([{ active: true, stopReason: null }]);
  });

  test("after five days of nothing else turns the webhook off; a success in between starts the count anew", async () => {
    const { id } = await add();
    const failingSince = new Date(Date.now() - 5 * 86_400_000 - 60_000);
    const hasFailed = () => getDb().webhookEndpoint.update({ where: { id }, data: { failingSince } });
    await hasFailed();
    await disable();
    await deliver();
    expect((await getDb().webhookEndpoint.findUniqueOrThrow({ where: { id } })).failingSince).toBeNull();
    await hasFailed();
    receiver.answer((_, response) => void response.writeHead(500).end());
    await disable();
    await deliver();
    expect(await listWebhooks(owner, { name: project.name })).toMatchObject([{ active: false, stopReason: "failing" }]);
  });

  test("can be sent again, alone or with all that failed since, with the same id", async () => {
    const { id } = await add();
    receiver.answer((_, response) => void response.writeHead(500).end());
    for (let count = 0; count < 3; count += 1) await disable();
    await deliver();
    await getDb().outbox.updateMany({ data: { state: "failed", attempts: 10 } });
    receiver.answer((_, response) => void response.writeHead(204).end());
    const [first] = await rows();
    await sendAgain(owner, { id: first?.id ?? 0 });
    await deliver();
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids.filter((one) => one === first?.eventKey)).toHaveLength(2);
    expect(await sendFailedAgain(owner, { id, hours: 1 })).toEqual({ count: 2 });
    await deliver();
    expect((await rows()).map(({ state }) => state)).toEqual(["sent", "sent", "sent"]);
  });

  test("stays visible to project admins only, and no one else can send it again", async () => {
    const [stranger, viewer] = [await makeUser(), await makeUser()];
    await makeProject({ admins: [stranger] });
    const { id } = await add();
    await disable();
    await deliver();
    const { id: delivery } = await only();
    const within = { name: project.name };
    for (const attacker of [stranger, viewer]) {
      const reads = [
        () => listWebhooks(attacker, within),
        () => listDeliveries(attacker, within, { webhook: id, state: null, page: 1, size: 10 }),
        () => getDelivery(attacker, delivery, within),
        () => sendAgain(attacker, { id: delivery }),
        () => deleteWebhook(attacker, { id }),
      ];
      for (const read of reads) await expect(read()).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});

test("a test goes to one webhook, even to one that is off", async () => {
  const { id, secret } = await add({ active: false });
  await testWebhook(owner, { id });
  await deliver();
  const [got] = receiver.received;
  const event = new Webhook(secret).verify(got?.body ?? "", got?.headers ?? {});
  expect(event).toMatchObject({ type: "test.ping", data: { actor: { name: owner.username } } });
});

test("there are at most 5 webhooks in a project and 20 on the instance, also of adds at the same moment", async () => {
  const most = async (project: string | null, by: Actor, max: number) => {
    const adds = await Promise.allSettled(Array.from({ length: max + 2 }, () => add({ project }, by)));
    const refused = adds.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    expect(refused).toHaveLength(2);
    for (const reason of refused) expect(reason).toMatchObject({ code: "CONFLICT" });
  };
  await most(project.name, owner, 5);
  await most(null, admin, 20);
});
