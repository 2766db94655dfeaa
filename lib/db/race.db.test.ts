import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { withTransaction } from "@/lib/db/transaction";

const COUNT = 600;
/** Calls spread over the time that the transactions take, as requests are. */
const each = <T>(make: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: COUNT }, (_, i) => sleep(i % 200).then(() => make(i))));

test("600 transactions that fail, racing 600 plain updates and reads, undo nobody else's write and show nobody theirs", async () => {
  const db = getDb();
  const rows = Array.from({ length: COUNT }, (_, i) => ({ key: `row-${i}`, value: "old" }));
  const shared = Array.from({ length: 20 }, (_, i) => ({ key: `shared-${i}`, value: "clean" }));
  await db.setting.createMany({ data: [...rows, ...shared] });

  const failing = each((i) =>
    withTransaction(async (tx) => {
      await tx.setting.update({ where: { key: `shared-${i % 20}` }, data: { value: "dirty" } });
      await turn();
      await tx.project.create({ data: project(i) });
      throw new Error("undo");
    }),
  );
  const updates = each((i) => db.setting.update({ where: { key: `row-${i}` }, data: { value: "new" } }));
  const reads = each((i) => db.setting.findUniqueOrThrow({ where: { key: `shared-${i % 20}` } }));

  expect((await failing).every(({ status }) => status === "rejected")).toBe(true);
  const acknowledged = (await updates).filter(({ status }) => status === "fulfilled").length;
  expect(await db.setting.count({ where: { value: "new" } })).toBe(acknowledged);
  expect(acknowledged).toBe(COUNT);
  const seen = (await reads).map((outcome) => (outcome.status === "fulfilled" ? outcome.value.value : outcome.reason));
  expect(new Set(seen)).toEqual(new Set(["clean"]));
  expect(await db.setting.count({ where: { value: "dirty" } })).toBe(0);
  expect(await db.project.count()).toBe(0);
});

test("plain nested writes racing transactions that fail are all there", async () => {
  const db = getDb();
  const failing = each((i) =>
    withTransaction(async (tx) => {
      await tx.project.create({ data: project(COUNT + i) });
      await turn();
      throw new Error("undo");
    }),
  );
  const created = await each((i) => db.project.create({ data: project(i) }));
  await failing;
  expect(created.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(await db.project.count()).toBe(COUNT);
  expect(await db.robotGrant.count()).toBe(COUNT);
});

function project(i: number) {
  const name = `p-${i}`;
  const grants = { create: [{ kind: "project", access: "repository:pull" }] };
  return { name, searchName: name, robots: { create: [{ ...robot(name), grants }] } };
}

function robot(name: string) {
  const who = { creatorId: 1, creatorName: "test", updatedByName: "test" };
  return {
    loginName: name,
    searchName: name,
    name,
    prefix: "r",
    level: "project",
    expiresAt: 1n,
    secretHash: "",
    ...who,
  };
}
