import { beforeEach, expect, test } from "vitest";
import { daysAgo } from "@/testing/builders";
import { getDb } from "../db/client";
import { noticesPurge } from "./purge-task";

const purge = () => noticesPurge.run(new AbortController().signal);

beforeEach(async () => {
  await getDb().event.deleteMany();
  await getDb().webhookEndpoint.deleteMany();
});

test("events of more than 30 days ago go, except those not handed on and reminders that could be repeated", async () => {
  const event = (key: string, rest: object = {}) =>
    getDb().event.create({
      data: { key, type: "robot.created", data: "{}", at: daysAgo(31), handedOn: true, ...rest },
    });
  await event("old");
  await event("young", { at: daysAgo(29) });
  await event("waiting", { handedOn: false });
  await event("reminder", { type: "robot.expiring" });
  await event("older reminder", { type: "robot.expiring", at: daysAgo(500) });
  await purge();
  const left = await getDb().event.findMany({ orderBy: { id: "asc" } });
  expect(left.map(({ key }) => key)).toEqual(["young", "waiting", "reminder"]);
});

test("each webhook keeps 30 days and 1,000 deliveries, and at most 10,000 that wait", async () => {
  const db = getDb();
  const data = { url: "https://hooks.example/", events: "", secretEncrypted: "", createdByName: "ada" };
  const [busy, dead] = [await db.webhookEndpoint.create({ data }), await db.webhookEndpoint.create({ data })];
  const row = (endpointId: number, n: number, ended: Date | null) => ({
    ...{ kind: "webhook", key: `${endpointId} ${n}`, eventKey: `evt_${n}`, eventType: "test.ping", payload: "{}" },
    ...{ endpointId, nextAt: new Date(), state: ended ? "sent" : "pending", endedAt: ended },
  });
  const rows = (count: number, of: (n: number) => ReturnType<typeof row>) =>
    Array.from({ length: count }, (_, n) => of(n));
  const old = row(busy.id, 9_999, daysAgo(31));
  const waiting = rows(3, (n) => row(busy.id, 5_000 + n, null));
  await db.outbox.createMany({ data: [old, ...waiting, ...rows(1_010, (n) => row(busy.id, n, new Date()))] });
  // Prisma would take seconds.
  await db.$executeRawUnsafe(`
    WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 10004)
    INSERT INTO "Outbox" ("kind", "key", "eventKey", "eventType", "payload", "endpointId", "nextAt")
    SELECT 'webhook', 'dead ' || i, 'evt', 'test.ping', '{}', ${dead.id}, CURRENT_TIMESTAMP FROM n`);
  await purge();
  const count = (endpointId: number, state: string) => db.outbox.count({ where: { endpointId, state } });
  expect([await count(busy.id, "sent"), await count(busy.id, "pending")]).toEqual([1_000, 3]);
  expect(await count(dead.id, "pending")).toBe(10_000);
  expect(await db.outbox.findMany({ where: { key: { in: [old.key, `${busy.id} 9`, "dead 4"] } } })).toEqual([]);
});
