import { expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { isUniqueViolation, toAppError } from "@/lib/db/errors";

const NEVER = BigInt(Number.MAX_SAFE_INTEGER);

function robot(name: string, expiresAt: bigint = NEVER) {
  const who = { creatorId: 1, creatorName: "test", updatedByName: "test" };
  return { loginName: name, searchName: name, name, prefix: "r", level: "system", expiresAt, secretHash: "", ...who };
}

test.for([
  ["never", NEVER],
  ["the largest lifetime, some 5.8 million years ahead", 185_542_587_187_200n],
  ["the first second of the year 10000", 253_402_300_800n],
  ["the second after 2038 stops fitting 32 bits", 2_147_483_648n],
  ["the epoch", 0n],
] as const)(
  "an expiry of %s is read back unchanged, alone and in a list, and sorts by value",
  async ([name, expiresAt]) => {
    const db = getDb();
    const { id } = await db.robot.create({ data: robot(name, expiresAt) });
    expect((await db.robot.findUniqueOrThrow({ where: { id } })).expiresAt).toBe(expiresAt);
    expect(
      (await db.robot.findMany({ where: { expiresAt: { gte: expiresAt, lte: expiresAt } } })).map((r) => r.id),
    ).toEqual([id]);
    const all = (await db.robot.findMany({ orderBy: { expiresAt: "asc" } })).map((r) => r.expiresAt);
    expect(all).toEqual([...all].sort((a, b) => (a < b ? -1 : 1)));
  },
);

test("the id of a deleted robot is never reused, even if it was the highest", async () => {
  const db = getDb();
  const first = await db.robot.create({ data: robot("first") });
  await db.robot.delete({ where: { id: first.id } });
  const second = await db.robot.create({ data: robot("second") });
  await db.robot.deleteMany();
  const third = await db.robot.create({ data: robot("third") });
  expect(second.id).toBeGreaterThan(first.id);
  expect(third.id).toBeGreaterThan(second.id);
});

test("a time is read back to the millisecond in any time zone of the process", async () => {
  const db = getDb();
  expect(new Date().getTimezoneOffset()).not.toBe(0);
  const lastUsedAt = new Date("2026-03-29T01:30:00.123Z");
  const { id } = await db.robot.create({ data: { ...robot("moment"), lastUsedAt } });
  expect((await db.robot.findUniqueOrThrow({ where: { id } })).lastUsedAt).toEqual(lastUsedAt);
  expect(await db.robot.count({ where: { id, lastUsedAt: { gt: new Date(lastUsedAt.getTime() - 1) } } })).toBe(1);
  expect(await db.robot.count({ where: { id, lastUsedAt: { gt: lastUsedAt } } })).toBe(0);
});

test("a second row with the same unique value is a CONFLICT", async () => {
  const db = getDb();
  await db.robot.create({ data: robot("twice") });
  const error = await db.robot.create({ data: robot("twice") }).catch((reason: unknown) => reason);
  expect(isUniqueViolation(error)).toBe(true);
  expect(toAppError(error)).toMatchObject({ code: "CONFLICT" });
});

test("a row that refers to a deleted one is a CONFLICT with that message, not with “already exists”", async () => {
  const error = await getDb()
    .member.create({ data: { projectId: 1_000_000, userId: 1_000_000, role: "admin" } })
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "P2003" });
  expect(isUniqueViolation(error)).toBe(false);
  expect(toAppError(error)).toMatchObject({ code: "CONFLICT", message: expect.stringContaining("just deleted") });
});

test("deleting a project deletes its robots and their grants", async () => {
  const db = getDb();
  const grants = { create: [{ kind: "project", access: "repository:pull" }] };
  const data = {
    name: "gone",
    searchName: "gone",
    robots: { create: [{ ...robot("gone"), level: "project", grants }] },
  };
  const { id } = await db.project.create({ data });
  await db.project.delete({ where: { id } });
  expect(await db.robot.count({ where: { name: "gone" } })).toBe(0);
  expect(await db.robotGrant.count()).toBe(0);
});
