import fc from "fast-check";
import { expect, test } from "vitest";
import { makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { EVERYTHING } from "../db/login-usage";
import type { RobotFilter } from "../robots/filters";
import { COUNTED_FILTERS, countRobots } from "./counters-task";
import { getHome } from "./home";
import { listAllRobots } from "./queries";
import { listAllSchema } from "./schema";

const DAY_MS = 86_400_000;
const run = () => countRobots(new AbortController().signal);

const days = fc.integer({ min: -40, max: 120 });
/** A robot as it might be after any change. */
const someRobot = fc.record({
  home: fc.nat({ max: 3 }),
  disabled: fc.boolean(),
  expiresIn: fc.oneof(fc.constant(null), days),
  createdBefore: fc.nat({ max: 60 }),
  usedBefore: fc.oneof(fc.constant(null), fc.nat({ max: 60 })),
});
type SomeRobot = typeof someRobot extends fc.Arbitrary<infer Robot> ? Robot : never;

const secondsIn = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow * 86_400 + 3_600;
const ago = (before: number) => new Date(Date.now() - before * DAY_MS - 3_600_000);

async function rulesFor(
  projectId: number | null,
  rules: { maxDays?: number; idleDays?: number; forbidNever?: boolean },
) {
  const scope = projectId === null ? "instance" : `project:${projectId}`;
  await getDb().policy.create({ data: { scope, projectId, updatedByName: "test", ...rules }, select: { id: true } });
}

test("after random changes and a run, the counters equal a full count, for everybody", async () => {
  const admin = await makeUser({ isAdmin: true });
  const member = await makeUser();
  const projects = [
    await makeProject({ admins: [member] }),
    await makeProject({ viewers: [member] }),
    await makeProject(),
  ];
  await rulesFor(null, { idleDays: 50 });
  await rulesFor(projects[0]?.id ?? 0, { maxDays: 60, idleDays: 20 });
  await rulesFor(projects[1]?.id ?? 0, { forbidNever: true });
  const made: number[] = [];
  const add = async ({ home, disabled, expiresIn, createdBefore, usedBefore }: SomeRobot) => {
    const columns = {
      ...{ disabled, expiresAt: expiresIn === null ? -1 : secondsIn(expiresIn), createdAt: ago(createdBefore) },
      lastUsedAt: usedBefore === null ? null : ago(usedBefore),
    };
    const project = projects[home];
    const grants = [{ kind: "system" as const, projectId: null, access: "project:list" }];
    made.push((await (project ? makeRobot({ project, ...columns }) : makeSystemRobot({ grants, ...columns }))).id);
  };
  const changes = fc.record({
    added: fc.array(someRobot, { minLength: 1, maxLength: 8 }),
    removed: fc.nat({ max: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(changes, async ({ added, removed }) => {
      for (const robot of added) await add(robot);
      await getDb().robot.deleteMany({ where: { id: { in: made.splice(0, removed) } } });
      await run();
      for (const actor of [admin, member]) {
        const count = async (status: RobotFilter[]) =>
          (await listAllRobots(actor, listAllSchema.parse({ status }))).total;
        const { total, failedLogins: _, countedAt, ...numbers } = (await getHome(actor)).counts;
        expect(countedAt).not.toBeNull();
        expect(total).toBe(await count([]));
        for (const [key, filter] of Object.entries(COUNTED_FILTERS))
          expect([key, numbers[key as keyof typeof numbers]]).toEqual([key, await count([filter])]);
        // The same by the flags of each row, which don't come from the database.
        const { rows } = await listAllRobots(actor, listAllSchema.parse({ size: 100 }));
        if (rows.length === total)
          expect([
            rows.filter(({ idle }) => idle).length,
            rows.filter(({ outsidePolicy }) => outsidePolicy).length,
          ]).toEqual([numbers.idle, numbers.outside]);
      }
    }),
    { numRuns: 8 },
  );
});

test("a run that is stopped stores nothing, and a project without robots leaves no row", async () => {
  const project = await makeProject();
  const { id } = await makeRobot({ project });
  await run();
  const where = { projectId: project.id };
  expect(await getDb().robotCount.count({ where })).toBe(1);
  await getDb().robot.delete({ where: { id } });
  await countRobots(AbortSignal.abort());
  expect(await getDb().robotCount.count({ where })).toBe(1);
  await run();
  expect(await getDb().robotCount.count({ where })).toBe(0);
  expect(await getDb().robotCount.count({ where: { projectId: EVERYTHING } })).toBe(1);
});
