import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds, expiresAfter } from "@/lib/access/expiry";
import { getDb } from "@/lib/db/client";
import { inDays, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { changeInBulk, previewBulk } from "./bulk";
import { listAllSchema } from "./schema";

let [owner, viewer, stranger]: Actor[] = [];
let project: { id: number; name: string };
let second: { id: number; name: string };

beforeAll(async () => {
  [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
  project = await makeProject({ admins: [owner], viewers: [viewer] });
  second = await makeProject({ admins: [owner] });
  await makeProject({ admins: [stranger] });
});

const extend = { kind: "extend", days: 90 } as const;
const rowsOf = (ids: number[]) =>
  getDb().robot.findMany({
    where: { id: { in: ids } },
    orderBy: { id: "asc" },
    select: { id: true, version: true, expiresAt: true },
  });
const successes = () => getDb().auditEvent.count({ where: { result: "success" } });

test("a preview tells what happens to each, and the change does exactly that with a row for each", async () => {
  const soon = await makeRobot({ project, expiresAt: inDays(5) });
  const also = await makeRobot({ project: second, expiresAt: inDays(-2) });
  const later = await makeRobot({ project, expiresAt: inDays(200) });
  const never = await makeRobot({ project, expiresAt: -1 });
  const ids = [soon, also, later, never].map(({ id }) => id);
  const preview = await previewBulk(owner as Actor, { change: extend, of: { ids } });
  expect(preview.rows.map(({ reason }) => reason)).toEqual([null, null, "Already expires later.", "Never expires."]);
  expect(preview.rows.map(({ isExpired }) => isExpired)).toEqual([false, true, false, false]);
  const before = await successes();
  await changeInBulk(owner as Actor, { change: extend, robots: preview.rows });
  const until = BigInt(expiresAfter(90, epochSeconds()));
  const [one, two, three, four] = await rowsOf(ids);
  for (const row of [one, two]) expect(Number(until - (row?.expiresAt ?? 0n))).toBeLessThan(30);
  expect([three?.version, four?.version]).toEqual([later.version, never.version]);
  expect((await successes()) - before).toBe(2);
});

test("all that match: a viewer's robots are named as unchanged, and a policy's refusal is told", async () => {
  const place = await makeProject({ admins: [owner as Actor] });
  const looked = await makeProject({ viewers: [owner as Actor] });
  const scope = `project:${place.id}`;
  await getDb().policy.create({
    data: { scope, projectId: place.id, maxDays: 30, updatedByName: "test" },
    select: { id: true },
  });
  await makeRobot({ project: place, name: "bulk-match-1", expiresAt: inDays(1) });
  await makeRobot({ project: looked, name: "bulk-match-2", expiresAt: inDays(1) });
  const matching = listAllSchema.parse({ q: "bulk-match" });
  const preview = await previewBulk(owner as Actor, { change: extend, of: { matching } });
  expect(preview.rows.map(({ reason }) => reason)).toEqual([
    "This project allows at most 30 days. Choose 30 days or fewer.",
    "You can view it but not change it.",
  ]);
  const sent = changeInBulk(owner as Actor, { change: extend, robots: preview.rows.slice(0, 1) });
  await expect(sent).rejects.toMatchObject({ code: "UNPROCESSABLE" });
});

test("a contact is set where it differs, and each change is in the log with both", async () => {
  const robots = [await makeRobot({ project }), await makeRobot({ project, contact: "team@example.com" })];
  const change = { kind: "contact", contact: "team@example.com" } as const;
  const { rows } = await previewBulk(owner as Actor, { change, of: { ids: robots.map(({ id }) => id) } });
  expect(rows.map(({ reason }) => reason)).toEqual([null, "Already has this contact."]);
  await changeInBulk(owner as Actor, { change, robots: rows });
  const [row, ...more] = await getDb().auditEvent.findMany({
    where: { robotId: { in: robots.map(({ id }) => id) }, action: "robot.update" },
    select: { robotId: true, details: true },
  });
  expect(more).toEqual([]);
  expect(row?.robotId).toBe(robots[0]?.id);
  expect(JSON.parse(row?.details ?? "{}").after).toMatchObject({ contact: "team@example.com" });
});

test("one that changed since the preview stops all of them, and says which and who", async () => {
  for (const change of [extend, { kind: "delete" } as const]) {
    const robots = [
      await makeRobot({ project, expiresAt: inDays(5) }),
      await makeRobot({ project, expiresAt: inDays(5) }),
    ];
    const { rows } = await previewBulk(owner as Actor, { change, of: { ids: robots.map(({ id }) => id) } });
    await getDb().robot.update({
      where: { id: robots[1]?.id },
      data: { version: 7, updatedByName: "bruno" },
      select: { id: true },
    });
    const before = await successes();
    await expect(changeInBulk(owner as Actor, { change, robots: rows })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(
        new RegExp(`^bruno changed ${robots[1]?.loginName.replace("+", "\\+")} on .*Nothing was changed`),
      ),
    });
    expect((await rowsOf(robots.map(({ id }) => id))).map(({ version }) => version)).toEqual([1, 7]);
    expect(await successes()).toBe(before);
  }
});

test("attackers are refused with nothing written: viewers, other projects' admins, one foreign robot among own ones", async () => {
  const robot = await makeRobot({ project, expiresAt: inDays(5) });
  const system = await makeSystemRobot({ grants: [{ kind: "project", projectId: null, access: "repository:pull" }] });
  const foreign = await makeRobot({ project: await makeProject(), expiresAt: inDays(5) });
  const before = await successes();
  const stored = await rowsOf([robot.id, system.id, foreign.id]);
  for (const change of [extend, { kind: "delete" } as const]) {
    const attempt = (by: Actor | undefined, robots: { id: number; version: number }[]) =>
      changeInBulk(by as Actor, { change, robots });
    await expect(attempt(viewer, [robot])).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(attempt(stranger, [robot])).rejects.toMatchObject({ code: "NOT_FOUND" });
    for (const victim of [system, foreign])
      for (const robots of [[victim], [robot, victim], [victim, robot]])
        await expect(attempt(owner, robots)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(attempt(owner, [robot, { id: 2_000_000_000, version: 1 }])).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const peek = previewBulk(stranger as Actor, { change, of: { ids: [robot.id] } });
    await expect(peek).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  expect(await rowsOf([robot.id, system.id, foreign.id])).toEqual(stored);
  expect(await successes()).toBe(before);
});
