import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { COUNT_TAKE } from "@/lib/pagination";
import { makeProject, makeUser } from "@/testing/builders";
import { findAuditRows } from "./pages";

const ROWS = 12_340;
const SIZE = 100;

let owner: Actor;
let project: { id: number };
beforeAll(async () => {
  owner = await makeUser();
  project = await makeProject({ admins: [owner] });
  const common = { actorType: "user", actorName: "ada", action: "robot.update", projectId: project.id };
  for (let start = 0; start < ROWS; start += 1000)
    await getDb().auditEvent.createMany({
      data: Array.from({ length: Math.min(1000, ROWS - start) }, (_, offset) => ({
        ...common,
        // Many rows of one millisecond, pages' ends among them.
        at: new Date(Date.UTC(2026, 0, 1) + Math.floor((start + offset) / 70)),
        targetName: `row-${start + offset}`,
      })),
    });
});

const page = (number: number, dir: "asc" | "desc" = "desc", actor = "ada") =>
  findAuditRows(owner, { id: project.id }, { actor, from: null, to: null, dir, page: number, size: SIZE });

describe("the numbered pages of a long log", () => {
  test("have each row once, in either order, however far back", async () => {
    for (const number of [1, 2, 57, 101, 123]) {
      const first = (number - 1) * SIZE;
      const newest = (await page(number)).rows.map(({ targetName }) => targetName);
      expect(newest).toEqual(Array.from({ length: SIZE }, (_, n) => `row-${ROWS - 1 - first - n}`));
      const oldest = (await page(number, "asc")).rows.map(({ targetName }) => targetName);
      expect(oldest).toEqual(Array.from({ length: SIZE }, (_, n) => `row-${first + n}`));
    }
  });

  test("are counted up to a bound; beyond it the count only says that there are more", async () => {
    expect((await page(1)).total).toBe(COUNT_TAKE);
    expect((await page(123)).total).toBe(123 * SIZE + 1);
    const last = await page(124);
    expect([last.rows.length, last.total]).toEqual([ROWS % SIZE, ROWS]);
    expect((await page(125)).rows).toEqual([]);
    expect((await page(900_000)).rows).toEqual([]);
  });

  test("are empty for an unknown actor", async () => {
    expect(await page(1, "desc", "nobody")).toEqual({ rows: [], total: 0 });
    expect(await page(2, "desc", "nobody")).toEqual({ rows: [], total: 0 });
  });
});
