import { afterAll, beforeAll, expect, test } from "vitest";
import { isSqlite, type PlanWatch, watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { readSchedule } from "./claims";
import { claimDeliveries } from "./outbox";

let watch: PlanWatch;

/** Most deliveries have been made, and most of the others wait for a later try. */
const row = (n: number) => ({
  ...{ kind: "webhook", key: `row ${n}`, eventKey: `evt_${n}`, eventType: "test.ping", payload: "{}" },
  state: n % 20 === 0 ? "pending" : "sent",
  nextAt: new Date(n % 400 === 0 ? 0 : Date.now() + 3_600_000),
});

const ROOM = { count: 20, most: 4, sending: new Map() };

beforeAll(async () => {
  watch = watchPlans();
  await getDb().outbox.createMany({ data: Array.from({ length: 4_000 }, (_, n) => row(n)) });
  await getDb().$executeRawUnsafe("ANALYZE");
});
afterAll(() => watch.end());

test("claiming what is due reads it by the index, in its order, whatever else there is", async () => {
  const plans = await watch.plansOf("Outbox", () => claimDeliveries("one", ROOM));
  expect(plans.length).toBeGreaterThanOrEqual(2);
  const due = plans.find((plan) => plan.includes("Outbox_state_nextAt_id_idx"));
  expect(due).toBeDefined();
  for (const plan of plans) expect(plan).not.toMatch(isSqlite ? /SCAN|TEMP B-TREE/ : /Seq Scan|Sort/);
});

test("looking whether anything is due reads one index entry", async () => {
  const plans = await watch.plansOf("Outbox", () => readSchedule());
  expect(plans).toHaveLength(1);
  expect(plans[0]).toContain("Outbox_state_nextAt_id_idx");
  if (!isSqlite) expect(plans[0]).not.toMatch(/Seq Scan on "Outbox"/);
});

test("what waits for one webhook leaves room for the others, and is itself sent a few at a time", async () => {
  const db = getDb();
  await db.outbox.deleteMany();
  const [busy, quiet] = await Promise.all(
    ["busy", "quiet"].map((name) =>
      db.webhookEndpoint.create({
        data: { url: `https://${name}.example/`, events: "", secretEncrypted: "", createdByName: "ada" },
      }),
    ),
  );
  const due = (n: number, endpointId = busy?.id) => ({ ...row(n), state: "pending", nextAt: new Date(n), endpointId });
  await db.outbox.createMany({ data: Array.from({ length: 500 }, (_, n) => due(n)) });
  await db.outbox.createMany({ data: [due(501, quiet?.id), { ...due(502), endpointId: null }] });
  const claimed = await claimDeliveries("one", ROOM);
  expect(claimed.map(({ endpointId }) => endpointId)).toEqual([
    ...[busy?.id, busy?.id, busy?.id, busy?.id],
    ...[quiet?.id, null],
  ]);
  const sending = new Map([[busy?.id ?? 0, 4]]);
  expect(await claimDeliveries("one", { ...ROOM, sending })).toEqual([]);
  expect(await claimDeliveries("two", ROOM)).toHaveLength(4);
});
