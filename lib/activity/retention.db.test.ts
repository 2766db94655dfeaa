import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { retentionSchema } from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { daysAgo, makeProject, makeUser } from "@/testing/builders";
import { countOlder, getRetention, purgeAudit, setRetention } from "./retention";
import { auditPurge, purgeNow } from "./retention-task";

let admin: Actor;
beforeEach(async () => {
  await getDb().auditEvent.deleteMany({});
  await getDb().setting.deleteMany({});
  admin = await makeUser({ isAdmin: true });
});

const rows = (action: string) =>
  getDb().auditEvent.findMany({ where: { action }, select: { actorName: true, result: true, details: true } });
const old = (count: number, at = daysAgo(40)) =>
  getDb().auditEvent.createMany({
    data: Array.from({ length: count }, () => ({ at, actorType: "user", actorName: "old", action: "robot.update" })),
  });
const left = () => getDb().auditEvent.count({ where: { action: "robot.update" } });
const purged = async () => (await rows("audit.purge")).map(({ details }) => JSON.parse(details).count as number);

describe("retention", () => {
  test("keeps everything by default", async () => {
    await old(3, daysAgo(4000));
    expect(await getRetention(admin)).toEqual({ days: null });
    expect(await purgeAudit()).toBe(0);
    expect(await left()).toBe(3);
    expect(await purged()).toEqual([]);
  });

  test("is set by a system admin, with an audit row of before and after only when it changes", async () => {
    for (const days of [30, 30, null]) await setRetention(admin, { days });
    expect(await getRetention(admin)).toEqual({ days: null });
    expect((await rows("audit.set-retention")).map(({ details }) => JSON.parse(details))).toEqual([
      { before: { days: null }, after: { days: 30 } },
      { before: { days: 30 }, after: { days: null } },
    ]);
  });

  test("is refused, with an audit row, for a project admin, a viewer and an outsider", async () => {
    const [owner, viewer, outsider] = [await makeUser(), await makeUser(), await makeUser()];
    await makeProject({ admins: [owner], viewers: [viewer] });
    for (const attacker of [owner, viewer, outsider]) {
      await expect(setRetention(attacker, { days: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(countOlder(attacker, { days: 1 })).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(getRetention(attacker)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    expect((await rows("audit.set-retention")).map(({ actorName, result }) => [actorName, result])).toEqual(
      [owner, viewer, outsider].map(({ username }) => [username, "refused"]),
    );
    expect(await getRetention(admin)).toEqual({ days: null });
  });

  test.each([0, -1, 1.5, 36_501, Number.NaN, "30", undefined])("rejects %j days", (days) => {
    expect(retentionSchema.safeParse({ days }).success).toBe(false);
  });

  test("deletes nothing if it is unreadable", async () => {
    await old(2);
    for (const value of ["", "7", '{"days":"1"}', '{"days":0}']) {
      await getDb().setting.upsert({
        where: { key: "audit.retention" },
        create: { key: "audit.retention", value },
        update: { value },
      });
      expect(await purgeAudit()).toBe(0);
    }
    expect(await left()).toBe(2);
  });
});

describe("the purge", () => {
  test("deletes older rows in batches, and leaves one row with the count and the cutoff", async () => {
    await old(1203);
    await old(4, daysAgo(29));
    await setRetention(admin, { days: 30 });
    expect(await countOlder(admin, { days: 30 })).toBe(1203);
    expect(await purgeAudit()).toBe(1203);
    expect(await left()).toBe(4);
    const [row, ...more] = await rows("audit.purge");
    expect(more).toEqual([]);
    const details = JSON.parse(row?.details ?? "");
    expect(details).toMatchObject({ count: 1203, days: 30 });
    expect(Math.abs(Date.parse(details.cutoff) - daysAgo(30).getTime())).toBeLessThan(60_000);
  });

  test("leaves no row if there was nothing to delete", async () => {
    await setRetention(admin, { days: 30 });
    expect(await purgeAudit()).toBe(0);
    expect(await purged()).toEqual([]);
  });

  test("never deletes rows about purges and retention changes, however old", async () => {
    const kept = { at: daysAgo(4000), actorType: "user", actorName: "past" };
    for (const action of ["audit.purge", "audit.set-retention"])
      await getDb().auditEvent.create({ data: { ...kept, action } });
    await old(2);
    await setRetention(admin, { days: 1 });
    expect(await purgeAudit()).toBe(2);
    expect(await getDb().auditEvent.count({ where: { actorName: "past" } })).toBe(2);
  });

  test("by several instances at once deletes each row once, and their rows add up", async () => {
    await old(1700);
    await setRetention(admin, { days: 30 });
    const counts = await Promise.all([purgeAudit(), purgeAudit(), purgeAudit()]);
    expect(await left()).toBe(0);
    expect(counts.reduce((sum, count) => sum + count)).toBe(1700);
    expect((await purged()).reduce((sum, count) => sum + count)).toBe(1700);
  });

  test("stops if the retention is changed, and reports what it deleted", async () => {
    await old(2000);
    await setRetention(admin, { days: 30 });
    const running = purgeAudit();
    await setRetention(admin, { days: null });
    const count = await running;
    expect(await left()).toBe(2000 - count);
    expect(count).toBeLessThan(2000);
    expect(await purged()).toEqual(count === 0 ? [] : [count]);
  });

  test("stops between two batches when the process ends", async () => {
    await old(600);
    await setRetention(admin, { days: 30 });
    expect(await purgeAudit(AbortSignal.abort())).toBe(0);
    expect(await left()).toBe(600);
  });

  test("is a task of one instance, once a day, that ends when the instance stops", async () => {
    expect(auditPurge).toMatchObject({ by: "one", everyMs: 86_400_000 });
    await old(10);
    await setRetention(admin, { days: 30 });
    await auditPurge.run(AbortSignal.abort());
    expect(await left()).toBe(10);
    await auditPurge.run(new AbortController().signal);
    expect(await left()).toBe(0);
  });

  test("after a change of the setting does not fail the change when it fails", async () => {
    await old(3);
    await setRetention(admin, { days: 30 });
    await purgeNow();
    expect(await left()).toBe(0);
    const failing = vi.spyOn(getDb().setting, "findUnique").mockRejectedValueOnce(new Error("gone"));
    await expect(purgeNow()).resolves.toBeUndefined();
    failing.mockRestore();
  });
});
