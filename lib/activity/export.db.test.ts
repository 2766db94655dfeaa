import { beforeAll, describe, expect, test, vi } from "vitest";
import { csvResponse } from "@/app/(console)/activity/csv-response";
import type { Actor } from "@/lib/access/caller";
import { auditFilterSchema } from "@/lib/audit/schema";
import { getDb } from "@/lib/db/client";
import { daysAgo, makeProject, makeUser } from "@/testing/builders";
import { exportAudit } from "./export";

const ROWS = 2300;

let admin: Actor;
let owner: Actor;
let project: { id: number; name: string };
beforeAll(async () => {
  [admin, owner] = [await makeUser({ isAdmin: true }), await makeUser()];
  project = await makeProject({ admins: [owner] });
  const common = { actorType: "user", action: "robot.update", projectId: project.id, projectName: project.name };
  await getDb().auditEvent.createMany({
    data: Array.from({ length: ROWS }, (_, n) => ({
      ...common,
      actorName: n % 2 ? "odd" : "even",
      // Whole batches of one millisecond.
      at: new Date(daysAgo(2).setHours(0, 0, 0, 0) + Math.floor(n / 1500)),
      targetName: `row-${n}`,
    })),
  });
});

const read = async (reader: AsyncGenerator<string>) => {
  const pieces: string[] = [];
  for await (const piece of reader) pieces.push(piece);
  return pieces;
};
const filtered = (filter: object = {}) => auditFilterSchema.parse(filter);

describe("the CSV export of activity", () => {
  test("has every row once, newest first, and none written after the start", async () => {
    const reader = await exportAudit(owner, project.name, filtered());
    const late = { actorType: "user", actorName: "late", action: "robot.update", projectId: project.id };
    await getDb().auditEvent.create({ data: { ...late, at: daysAgo(1) } });
    const text = (await read(reader)).join("");
    await getDb().auditEvent.deleteMany({ where: { actorName: "late" } });
    expect(text).toMatch(/^"id","time",/);
    const names = text.split("\r\n").slice(1, -1);
    expect(names.map((record) => /row-\d+/.exec(record)?.[0])).toEqual(
      Array.from({ length: ROWS }, (_, n) => `row-${ROWS - 1 - n}`),
    );
  });

  test("is read in slices of at most a thousand rows, with a turn of the event loop between any two", async () => {
    let turns = 0;
    let isRunning = true;
    const count = () => {
      turns++;
      if (isRunning) setImmediate(count);
    };
    setImmediate(count);
    const seen: { turns: number; rows: number }[] = [];
    for await (const piece of await exportAudit(owner, project.name, filtered()))
      seen.push({ turns, rows: piece.split("\r\n").length - 1 });
    isRunning = false;
    expect(seen.length).toBeGreaterThan(2);
    for (const [index, { turns: now, rows }] of seen.entries()) {
      expect(rows).toBeLessThanOrEqual(1001);
      expect(now).toBeGreaterThan(seen[index - 1]?.turns ?? 0);
    }
  });

  test.each([
    { actor: "odd", action: "robot.update" },
    { actor: "Odd" },
    { actor: "even", result: "success", action: "robot.update" },
  ])("scans window by window if no index covers the filter: %j", async (filter) => {
    const records = (await read(await exportAudit(owner, project.name, filtered(filter)))).join("").split("\r\n");
    const own = filter.actor.toLowerCase() === "odd" ? 1 : 0;
    expect(records.slice(1, -1).map((record) => Number(/row-(\d+)/.exec(record)?.[1]))).toEqual(
      Array.from({ length: ROWS / 2 }, (_, n) => ROWS - 2 - 2 * n + own),
    );
  });

  test("keeps to the filter of the page", async () => {
    const text = (await read(await exportAudit(owner, project.name, filtered({ actor: "odd" })))).join("");
    expect(text.split("\r\n")).toHaveLength(ROWS / 2 + 2);
    expect(text).not.toContain('"even"');
  });

  test("neutralizes formulas", async () => {
    const data = { actorType: "anonymous", action: "session.sign-in", result: "failed" };
    await getDb().auditEvent.create({ data: { ...data, actorName: '=HYPERLINK("http://evil","x")' } });
    const text = (await read(await exportAudit(admin, null, filtered({ result: "failed" })))).join("");
    expect(text).toContain(
      `"'=HYPERLINK(""http://evil"",""x"")","anonymous","session.sign-in","Tried to sign in","failed"`,
    );
  });

  test("stops querying when the reader stops", async () => {
    const reader = await exportAudit(owner, project.name, filtered());
    await reader.next();
    await reader.return();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  test("fails before the first byte if the database is down, and is cut off if it goes down later", async () => {
    const { auditEvent } = getDb();
    const away = Object.assign(new Error("gone"), { code: "P1001" });
    const read = vi.spyOn(auditEvent, "findMany").mockRejectedValueOnce(away);
    await expect(csvResponse(owner, project.name, filtered())).rejects.toMatchObject({
      ...{ code: "UNAVAILABLE", retryAfterSeconds: 5 },
    });
    const response = await csvResponse(owner, project.name, filtered());
    read.mockRejectedValueOnce(away);
    await expect(response.text()).rejects.toThrow("gone");
    read.mockRestore();
  });

  test("is refused like the page, before a byte is written", async () => {
    const [outsider, viewer] = [await makeUser(), await makeUser()];
    const other = await makeProject({ admins: [outsider], viewers: [viewer] });
    await expect(exportAudit(outsider, project.name, filtered())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(exportAudit(owner, null, filtered({ project: project.name }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await read(await exportAudit(viewer, other.name, filtered({ project: project.name })))).toHaveLength(1);
  });
});
