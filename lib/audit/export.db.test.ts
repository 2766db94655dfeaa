import { beforeAll, describe, expect, test } from "vitest";
import { daysAgo, makeProject, makeUser } from "@/prisma/builders";
import type { Actor } from "../auth/context";
import { getDb } from "../db/client";
import { exportAudit } from "./export";
import { auditFilterSchema } from "./schema";

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
  test("has every row once, newest first, in pieces of a thousand, and none written after it began", async () => {
    const reader = await exportAudit(owner, project.name, filtered());
    const header = (await reader.next()).value;
    await getDb().auditEvent.create({
      data: { actorType: "user", actorName: "late", action: "robot.update", projectId: project.id, at: daysAgo(1) },
    });
    const pieces = await read(reader);
    expect(header).toMatch(/^"id","time",/);
    const records = pieces.map((piece) => piece.split("\r\n").slice(0, -1));
    expect(records.flat().map((record) => /row-\d+/.exec(record)?.[0])).toEqual(
      ["late", ...Array.from({ length: ROWS }, (_, n) => `row-${ROWS - 1 - n}`)].map((name) =>
        name === "late" ? undefined : name,
      ),
    );
    expect(Math.max(...records.map((piece) => piece.length))).toBe(1000);
  });

  test("keeps to the filter of the page", async () => {
    const text = (await read(await exportAudit(owner, project.name, filtered({ actor: "odd" })))).join("");
    expect(text.split("\r\n")).toHaveLength(ROWS / 2 + 2);
    expect(text).not.toContain('"even"');
  });

  test("neutralises what somebody wrote to be run by a spreadsheet", async () => {
    const data = { actorType: "anonymous", action: "session.sign-in", result: "failed" };
    await getDb().auditEvent.create({ data: { ...data, actorName: '=HYPERLINK("http://evil","x")' } });
    const text = (await read(await exportAudit(admin, null, filtered({ result: "failed" })))).join("");
    expect(text).toContain(
      `"'=HYPERLINK(""http://evil"",""x"")","anonymous","session.sign-in","Tried to sign in","failed"`,
    );
  });

  test("asks the database nothing more once nobody reads on", async () => {
    const reader = await exportAudit(owner, project.name, filtered());
    await reader.next();
    await reader.return();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
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
