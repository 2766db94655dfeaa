import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { toAppError } from "@/lib/db/errors";
import { withTransaction } from "@/lib/db/transaction";

const COUNT = 600;
const PATIENCE_MS = 120_000;
/** Spreads the calls over the duration of the transactions. */
const each = <T>(make: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: COUNT }, (_, i) => sleep(i % 200).then(() => make(i))));

test(
  "600 failing transactions that race 600 plain updates and reads undo no other write and are never visible",
  async () => {
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
    const acknowledged = answered(await updates).map(({ key }) => key);
    const kept = await db.setting.findMany({ where: { value: "new" }, select: { key: true } });
    expect(kept.map(({ key }) => key)).toEqual(expect.arrayContaining(acknowledged));
    expect(new Set(answered(await reads).map(({ value }) => value))).toEqual(new Set(["clean"]));
    expect(await db.setting.count({ where: { value: "dirty" } })).toBe(0);
    expect(await db.project.count()).toBe(0);
  },
  PATIENCE_MS,
);

test(
  "nested writes that race failing transactions are stored completely",
  async () => {
    const db = getDb();
    const failing = each((i) =>
      withTransaction(async (tx) => {
        await tx.project.create({ data: project(COUNT + i) });
        await turn();
        throw new Error("undo");
      }),
    );
    const created = answered(await each((i) => db.project.create({ data: project(i) })));
    await failing;
    const kept = await db.project.findMany({ include: { robots: { include: { grants: true } } } });
    expect(kept.map(({ id }) => id)).toEqual(expect.arrayContaining(created.map(({ id }) => id)));
    expect(kept.filter(({ robots }) => robots[0]?.grants.length !== 1)).toEqual([]);
    expect(kept.filter(({ name }) => Number(name.slice(2)) >= COUNT)).toEqual([]);
  },
  PATIENCE_MS,
);

/** The values of the calls that succeeded. On a busy machine some may be UNAVAILABLE, but far from all. */
function answered<T>(outcomes: PromiseSettledResult<T>[]): T[] {
  const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  expect(refused.map((reason) => toAppError(reason)?.code ?? reason)).toEqual(refused.map(() => "UNAVAILABLE"));
  const values = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(values.length).toBeGreaterThan(COUNT / 10);
  return values;
}

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
