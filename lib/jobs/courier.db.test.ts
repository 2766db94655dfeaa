import { beforeEach, expect, test } from "vitest";
import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { withTransaction } from "../db/transaction";
import { Courier, type Sender } from "./courier";
import { type Claimed, noteTry } from "./outbox";

let [slow, quick] = [0, 0];
beforeEach(async () => {
  const db = getDb();
  await db.webhookEndpoint.deleteMany();
  await db.outbox.deleteMany();
  const add = (name: string) =>
    db.webhookEndpoint.create({
      data: { url: `https://${name}.example/`, events: "", secretEncrypted: "", createdByName: "ada" },
    });
  [slow, quick] = [(await add("slow")).id, (await add("quick")).id];
});

const waiting = (endpointId: number, count: number) =>
  getDb().outbox.createMany({
    data: Array.from({ length: count }, (_, n) => ({
      ...{ kind: "webhook", key: `${endpointId} ${n}`, eventKey: `evt_${n}`, eventType: "test.ping", payload: "{}" },
      ...{ endpointId, nextAt: new Date(endpointId === slow ? 0 : 1) },
    })),
  });

/** A courier whose slow receiver answers only once the test lets it. */
function courierWith(handOn: () => Promise<void> = async () => {}) {
  let release: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const sent: Claimed[] = [];
  let [atOnce, most] = [0, 0];
  const send: Sender["send"] = async (delivery) => {
    if (delivery.endpointId === slow) {
      most = Math.max(most, ++atOnce);
      await released;
      atOnce--;
    }
    await withTransaction(async (tx) => noteTry(tx, delivery, await databaseNow(), { state: "sent" }));
    sent.push(delivery);
    return null;
  };
  const courier = new Courier({ handOn, senders: [{ kind: "webhook", send }] });
  const sentTo = (id: number) => sent.filter(({ endpointId }) => endpointId === id).length;
  return { courier, release, sentTo, most: () => most };
}

test("a receiver that doesn’t answer, with much to get, keeps no other waiting, and gets four requests at once", async () => {
  await waiting(slow, 80);
  await waiting(quick, 20);
  const { courier, release, sentTo, most } = courierWith();
  const run = courier.run();
  await expect.poll(() => sentTo(quick), { timeout: 10_000 }).toBe(20);
  expect([sentTo(slow), most()]).toEqual([0, 4]);
  release();
  await run;
  expect([sentTo(slow), most()]).toEqual([80, 4]);
});

test("what comes in while a receiver doesn’t answer is handed on and sent at once", async () => {
  await waiting(slow, 8);
  let isNew = false;
  const handOn = async () => {
    if (isNew) await waiting(quick, 3);
    isNew = false;
  };
  const { courier, release, sentTo, most } = courierWith(handOn);
  const run = courier.run();
  await expect.poll(most).toBe(4);
  isNew = true;
  void courier.run();
  await expect.poll(() => sentTo(quick), { timeout: 10_000 }).toBe(3);
  release();
  await run;
  expect(sentTo(slow)).toBe(8);
});

test("a receiver that was slow the last time gets one request at once", async () => {
  await waiting(slow, 12);
  const open: (() => void)[] = [];
  let ended = 0;
  const send: Sender["send"] = async (delivery) => {
    await new Promise<void>((resolve) => open.push(resolve));
    await withTransaction(async (tx) => noteTry(tx, delivery, await databaseNow(), { state: "sent" }));
    ended++;
    return null;
  };
  // Every request counts as slow.
  const courier = new Courier({ handOn: async () => {}, senders: [{ kind: "webhook", send }] }, 0);
  const run = courier.run();
  await expect.poll(() => open.length).toBe(4);
  for (const answer of open.splice(0)) answer();
  await expect.poll(() => [ended, open.length]).toEqual([4, 1]);
  for (let left = 8; left > 0; left--) {
    await expect.poll(() => open.length).toBe(1);
    open.pop()?.();
  }
  await run;
  expect(ended).toBe(12);
});
