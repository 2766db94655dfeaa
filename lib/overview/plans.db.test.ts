import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import { makeProject, makeUser } from "@/testing/builders";
import { isSqlite, type PlanWatch, watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { ROBOT_SORTS } from "../robots/schema";
import { countRobots } from "./counters-task";
import { getHome } from "./home";
import { filtersToOffer, listAllRobots } from "./queries";
import { listAllSchema } from "./schema";
import { listViews } from "./views";

// Outside of a page React's cache keeps nothing. This one keeps what was read until the next view.
const view = vi.hoisted(() => ({ now: new Map<string, unknown>() }));
vi.mock("react", async (original) => {
  let functions = 0;
  return {
    ...(await original<typeof import("react")>()),
    cache: (read: (...args: unknown[]) => unknown) => {
      const id = ++functions;
      return (...args: unknown[]) => {
        const key = JSON.stringify([id, args]);
        if (!view.now.has(key)) view.now.set(key, read(...args));
        return view.now.get(key);
      };
    },
  };
});

const PROJECTS = 60;
const ROBOTS = 6_000;

let watch: PlanWatch;
let admin: Actor;
let member: Actor;

beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
  member = await makeUser();
  const projects = await Promise.all(
    Array.from({ length: PROJECTS }, (_, n) => makeProject({ admins: n < 3 ? [member] : [] })),
  );
  const now = epochSeconds();
  for (let start = 0; start < ROBOTS; start += 1_000)
    await getDb().robot.createMany({
      data: Array.from({ length: 1_000 }, (_, step) => {
        const n = start + step;
        const { id = 0, name = "" } = projects[n % PROJECTS] ?? {};
        return {
          ...{ loginName: `robot_${name}+r${n}`, searchName: `r${n}`, name: `r${(n * 7) % ROBOTS}`, prefix: "robot_" },
          ...{ level: "project", projectId: id, disabled: n % 9 === 0, secretHash: "sha256$", creatorId: 0 },
          ...{ creatorName: "somebody", updatedByName: "somebody", lastUsedAt: n % 3 ? new Date(n * 1000) : null },
          ...{ createdAt: new Date(n * 60_000), expiresAt: BigInt(now + (n - 100) * 3_600) },
        };
      }),
    });
  if (!isSqlite) await getDb().$executeRawUnsafe("VACUUM ANALYZE");
  await countRobots(new AbortController().signal);
  watch = watchPlans();
});
afterAll(() => watch.end());

const list = (actor: Actor, input: object = {}) => listAllRobots(actor, listAllSchema.parse(input));

const INDEX_OF = { name: "all_name", created: "all_created", expires: "expires", lastUsed: "all_last_used" } as const;

test.each(
  ROBOT_SORTS.flatMap((sort) => [
    { sort, dir: "asc" as const },
    { sort, dir: "desc" as const },
  ]),
)("a page of all robots by $sort $dir follows the index of that order, without sorting", async ({ sort, dir }) => {
  view.now.clear();
  const [plan = "", ...more] = await watch.plansOf("Robot", () => list(admin, { sort, dir }));
  expect(more).toEqual([]);
  expect(plan).toMatch(new RegExp(`Robot_${INDEX_OF[sort]}`));
  expect(plan).not.toMatch(isSqlite ? /TEMP B-TREE/ : /Sort/);
});

test.each(["expired", "expires-30"])("%s robots are counted within the index of statuses", async (status) => {
  view.now.clear();
  const [plan] = await watch.plansOf("Robot", () => list(admin, { status: [status] }));
  // Postgres may find the range of expiries as cheap.
  expect(plan).toMatch(isSqlite ? /COVERING INDEX Robot_all_status_idx/ : /Robot_(all_status|expiresAt_id)_idx/);
  expect(plan).not.toMatch(isSqlite ? /TEMP B-TREE/ : /Seq Scan on "?Robot"? /);
});

const statementsOf = async (read: () => Promise<unknown>) => {
  view.now.clear();
  return (await watch.statementsOf(read)).length;
};

test("the list of all robots takes 4 statements, as many as a project's tab", async () => {
  for (const actor of [admin, member])
    expect(
      await statementsOf(() => Promise.all([list(actor, { status: ["idle"] }), listViews(actor), filtersToOffer([])])),
    ).toBeLessThanOrEqual(4);
  expect(await statementsOf(() => Promise.all([list(admin), listViews(admin), filtersToOffer([])]))).toBe(4);
});

test("the home page takes at most 9 statements, and reads no robots but those it names", async () => {
  expect(await statementsOf(() => getHome(admin))).toBeLessThanOrEqual(8);
  expect(await statementsOf(() => getHome(member))).toBeLessThanOrEqual(9);
  const plans = await watch.plansOf("Robot", () => getHome(admin));
  expect(plans).toHaveLength(1);
  expect(plans[0]).toMatch(/Robot_(all_status|expiresAt_id)_idx/);
  expect(plans[0]).not.toMatch(isSqlite ? /TEMP B-TREE/ : /Sort|Seq Scan/);
});
