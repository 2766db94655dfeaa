import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { STORED_NEVER } from "@/lib/access/expiry";
import { inDays, makeProject, makeUser } from "@/testing/builders";
import { isSqlite, type PlanWatch, watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { listProjects } from "../projects/queries";
import { listProjectsSchema } from "../projects/schema";
import { countRobots, listRobots } from "./queries";
import { listRobotsSchema, ROBOT_SORTS } from "./schema";

/** Postgres plans by statistics: a small table, or a project that is much of it, it would rather read whole. */
const PROJECTS = isSqlite ? 4 : 100;
const ROBOTS = PROJECTS * (isSqlite ? 200 : 150);
const EXPIRED = 1_700_000_000n;
const SOON = BigInt(inDays(3));

const WHOLE_TABLE = /SCAN (main\.)?Robot\b/;

let watch: PlanWatch;
let admin: Actor;
let first: string;
/** A tenth of all robots, made before any other: the last place where a walk from the newest robot would find them. */
let oldest: string;

beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
  const projects = await Promise.all(Array.from({ length: PROJECTS }, () => makeProject()));
  first = projects[0]?.name ?? "";
  const early = await makeProject();
  oldest = early.name;
  await getDb().robot.createMany({
    data: Array.from({ length: ROBOTS / 10 }, (_, n) => robotRow(n, [early])),
  });
  for (let start = 0; start < ROBOTS; start += 1_000)
    await getDb().robot.createMany({
      data: Array.from({ length: Math.min(1_000, ROBOTS - start) }, (_, n) => robotRow(start + n, projects)),
    });
  await getDb().$executeRawUnsafe(
    `INSERT INTO "RobotGrant" ("robotId", "kind", "projectId", "access")
     SELECT "id", 'project', "projectId", 'repository:pull' FROM "Robot"`,
  );
  if (!isSqlite) await getDb().$executeRawUnsafe("VACUUM ANALYZE");
  watch = watchPlans();
});

afterAll(() => watch.end());

/** The projects' robots take turns, as they do where everybody works at once. */
function robotRow(n: number, projects: { id: number; name: string }[]) {
  const { id = 0, name = "" } = projects[n % projects.length] ?? {};
  return {
    loginName: `robot_${name}+r${n}`,
    searchName: `robot‿${name}+r${n}`,
    name: `r${(n * 7) % ROBOTS}`,
    prefix: "robot_",
    level: "project",
    projectId: id,
    disabled: n % 9 === 0,
    expiresAt: n % 7 === 0 ? EXPIRED + BigInt(n) : n % 11 === 0 ? SOON : STORED_NEVER,
    secretHash: "sha256$",
    creatorId: 0,
    creatorName: "somebody",
    updatedByName: "somebody",
    lastUsedAt: n % 3 === 0 ? null : new Date(n * 1000),
  };
}

const list = (input: object) => listRobots(admin, first, listRobotsSchema.parse({ size: 15, ...input }));

/** How the page is read, and how its robots are counted: both in one statement. */
async function plansOf(read: () => Promise<{ rows: unknown[] }>): Promise<[page: string, count: string]> {
  const plans = await watch.plansOf("Robot", async () => expect((await read()).rows.length).toBeGreaterThan(0));
  expect(plans).toHaveLength(1);
  const [plan = ""] = plans;
  const counting = isSqlite ? /^SCALAR SUBQUERY \d+\n([\s\S]*?)(?=^CORRELATED)/m : /InitPlan 1\n([\s\S]*?)(?=^ {2}->)/m;
  const [part = "", count = ""] = counting.exec(plan) ?? [];
  expect(count).not.toBe("");
  return [plan.replace(part, ""), count];
}
const plansOfList = (input: object) => plansOf(() => list(input));

const INDEX_OF = { name: "name", created: "created", expires: "expires", lastUsed: "last_used" } as const;

test.each(
  ROBOT_SORTS.flatMap((sort) => [
    { sort, dir: "asc" as const },
    { sort, dir: "desc" as const },
  ]),
)("a page by $sort $dir is read along the index of that order, without sorting", async ({ sort, dir }) => {
  const plans = await plansOfList({ sort, dir });
  expect(plans[0]).toContain(`Robot_project_${INDEX_OF[sort]}_idx`);
  expect(plans[0]).not.toMatch(isSqlite ? /TEMP B-TREE/ : /Sort/);
  for (const plan of plans) expect(plan).not.toMatch(isSqlite ? WHOLE_TABLE : /Seq Scan/);
});

// By id alone, Postgres walked the primary key through 889,000 robots of others to the fifteen newest of a project.
test.each([{}, { page: 3 }, { status: ["active"] }, { q: "r7" }])(
  "the newest robots of a project with a tenth of them all are read along the project's index: %j",
  async (input) => {
    const [page] = await plansOf(() => listRobots(admin, oldest, listRobotsSchema.parse({ size: 15, ...input })));
    expect(page).toContain("Robot_project_");
    expect(page).not.toMatch(isSqlite ? WHOLE_TABLE : /Robot_pkey|Seq Scan/);
  },
);

test.each([
  ["active", "status"],
  ["expired", "status"],
  ["disabled", "status"],
  ["expiring", "status"],
  ["never-expires", "expires"],
  ["never-used", "last_used"],
] as const)("%s robots are counted within the index by %s", async (status, index) => {
  const [, counted] = await plansOfList({ status: [status] });
  const covering = new RegExp(`COVERING INDEX Robot_project_${index}_idx`);
  expect(counted).toMatch(isSqlite ? covering : /Index Only Scan|Bitmap Index Scan/);
  expect(counted).not.toMatch(isSqlite ? /TEMP B-TREE/ : /Seq Scan/);
});

if (isSqlite)
  test.each(
    ROBOT_SORTS.flatMap((sort) =>
      [["active"], ["expired"], ["disabled"], ["expiring"], ["never-expires"], ["never-used"], ["active", "never-used"]]
        .concat([["expired", "disabled"]])
        .map((status) => ({ sort, status })),
    ),
  )("$status robots by $sort are picked out of the index of that order on SQLite", async ({ sort, status }) => {
    const [page] = await plansOfList({ sort, status });
    expect(page).toContain(`Robot_project_${INDEX_OF[sort]}_idx`);
    expect(page).not.toMatch(/TEMP B-TREE/);
  });

test("a search reads one project's part of an index, never the whole table", async () => {
  for (const plan of await plansOfList({ q: "r7" })) expect(plan).not.toMatch(isSqlite ? WHOLE_TABLE : /Seq Scan/);
  const [, counted] = await plansOfList({ q: "r7" });
  // Descriptions are too long for an index, so the rows of the project are read.
  if (isSqlite) expect(counted).toMatch(/INDEX Robot_project_/);
});

test("a project's robots are counted within an index", async () => {
  const plans = await watch.plansOf("Robot", () => countRobots(admin, first));
  expect(plans).toHaveLength(1);
  expect(plans[0]).toMatch(isSqlite ? /COVERING INDEX/ : /Index Only Scan|Bitmap Index Scan/);
});

test("projects with robots that expire soon are found through an index of expiries", async () => {
  const plans = await watch.plansOf("Project", () =>
    listProjects(admin, listProjectsSchema.parse({ robots: "expiring" })),
  );
  expect(plans).toHaveLength(2);
  for (const plan of plans) expect(plan).not.toMatch(isSqlite ? WHOLE_TABLE : /Seq Scan on "Robot"/);
});

test("the robots of the projects page are counted within an index", async () => {
  const plans = await watch.plansOf("Robot", () => listProjects(admin, listProjectsSchema.parse({})));
  expect(plans).toHaveLength(4);
  if (isSqlite) for (const plan of plans) expect(plan).toMatch(/COVERING INDEX Robot_project_/);
});
