import { expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { withTransaction } from "@/lib/db/transaction";

let number = 0;
const name = () => `project-${++number}`;

test("a transaction that throws leaves nothing behind", async () => {
  const project = name();
  const failing = withTransaction(async (tx) => {
    await tx.project.create({ data: { name: project, searchName: project } });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await getDb().project.count({ where: { name: project } })).toBe(0);
});

test("a transaction that returns keeps its writes and returns the value", async () => {
  const project = name();
  const id = await withTransaction(
    async (tx) => (await tx.project.create({ data: { name: project, searchName: project } })).id,
  );
  expect(await getDb().project.findUnique({ where: { id } })).toMatchObject({ name: project });
});

test("a nested transaction joins the outer one and is rolled back with it", async () => {
  const project = name();
  const failing = withTransaction(async (outer) => {
    await withTransaction(async (inner) => {
      expect(inner).toBe(outer);
      await inner.project.create({ data: { name: project, searchName: project } });
    });
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await getDb().project.count({ where: { name: project } })).toBe(0);
});

test("getDb() inside a transaction throws, and works again after it", async () => {
  await expect(withTransaction(async () => getDb())).rejects.toThrow("inside a transaction");
  expect(getDb()).toBe(getDb());
});

test("work that outlives its transaction is no longer part of it", async () => {
  let late: Promise<unknown> = Promise.resolve();
  let finish = () => {};
  await withTransaction(async () => {
    const ended = new Promise<void>((done) => {
      finish = done;
    });
    late = ended.then(() => getDb().project.count());
  });
  finish();
  await expect(late).resolves.toBeTypeOf("number");
});

test("a write conflict retries the transaction, up to five times", async () => {
  let runs = 0;
  const conflict = Object.assign(new Error("deadlock"), { code: "P2034" });
  const second = withTransaction(async () => {
    if (++runs < 3) throw conflict;
    return runs;
  });
  await expect(second).resolves.toBe(3);
  runs = 0;
  const never = withTransaction(async () => {
    runs++;
    throw conflict;
  });
  await expect(never).rejects.toBe(conflict);
  expect(runs).toBe(5);
});
