import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { listRobotAudit } from "@/lib/activity/queries";
import { getEffectivePolicy } from "@/lib/policies/queries";
import { readableProject } from "@/lib/projects/access";
import { accessTo, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { type PlanWatch, watchPlans } from "@/testing/plans";
import { getToken, startDataPlane } from "@/testing/registry-server";
import { readableRobot } from "./access";
import { getRobotPage, listRobots } from "./queries";
import { listReachingRobots } from "./reaching";
import { refreshSecret } from "./refresh";
import { listRobotsSchema } from "./schema";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "./service";

// Outside of a page React's cache keeps nothing. This one keeps what one view read, as a page's request does.
const view = vi.hoisted(() => ({ now: null as Map<string, unknown> | null }));
vi.mock("react", async (original) => {
  let functions = 0;
  return {
    ...(await original<typeof import("react")>()),
    cache: (read: (...args: unknown[]) => unknown) => {
      const id = ++functions;
      return (...args: unknown[]) => {
        const key = JSON.stringify([id, args]);
        if (!view.now?.has(key)) {
          const result = read(...args);
          view.now?.set(key, result);
          return result;
        }
        return view.now.get(key);
      };
    },
  };
});

// Logins are read past Prisma, one statement a call.
const logins = vi.hoisted(() => ({ read: 0 }));
vi.mock("@/lib/db/robot-login", async (original) => {
  const real = await original<typeof import("@/lib/db/robot-login")>();
  const robotLoginRows = (loginName: string) => {
    logins.read++;
    return real.robotLoginRows(loginName);
  };
  return { ...real, robotLoginRows };
});

let watch: PlanWatch;
let admin: Actor;
let project: { id: number; name: string };

beforeAll(async () => {
  watch = watchPlans();
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});
afterAll(() => watch.end());

const LIST = listRobotsSchema.parse({});

/** How many statements a page's view makes. The session is looked up before. */
async function viewing(read: () => Promise<unknown>): Promise<number> {
  view.now = new Map();
  const statements = await watch.statementsOf(read);
  view.now = null;
  return statements.length;
}
const calling = async (verb: () => Promise<unknown>) => (await watch.statementsOf(verb)).length;

test("the robots tab takes 4 statements, also when system robots reach the project", async () => {
  await makeRobot({ project });
  const tab = () =>
    viewing(async () => {
      // The layout and the page.
      await readableProject(admin, { name: project.name });
      await readableProject(admin, { name: project.name });
      await Promise.all([
        listRobots(admin, project.name, LIST),
        listReachingRobots(admin, project.name),
        getEffectivePolicy(admin, project.name),
      ]);
    });
  expect(await tab()).toBe(4);
  await makeSystemRobot({ grants: [{ kind: "project", projectId: null, access: "repository:pull" }] });
  expect(await tab()).toBe(4);
});

test("a robot's page takes 4 statements, its trail included", async () => {
  const robot = await makeRobot({ project });
  await setRobotDisabled(admin, { id: robot.id, disabled: true });
  const page = viewing(async () => {
    await readableProject(admin, { name: project.name });
    await getRobotPage(admin, project.name, robot.id);
    await listRobotAudit(admin, project.name, robot.id);
  });
  expect(await page).toBe(4);
});

test("creating a robot takes 7 statements, its audit row and event included, in a project or on the instance", async () => {
  const form = { description: "", duration: 30, access: accessTo(project, "repository:pull") };
  const create = (by: Actor, home: string | null) =>
    calling(() => createRobot(by, { ...form, project: home, name: "counted", creationKey: randomUUID() }));
  expect(await create(admin, project.name)).toBe(7);
  expect(await create(await makeUser({ isAdmin: true }), null)).toBe(7);
});

test("a PUT that changes everything takes 7 statements", async () => {
  const robot = await makeRobot({ project });
  const put = calling(async () => {
    const seen = await readableRobot(admin, robot.id);
    const access = accessTo(project, "tag:create");
    await updateRobot(admin, { id: robot.id, description: "x", access, expiry: { kind: "never" } }, seen);
  });
  expect(await put).toBe(7);
});

test("enabling and deleting take 5 statements, and refreshing 7: two keep the list of retired secrets", async () => {
  const { id } = await makeRobot({ project });
  expect(await calling(() => setRobotDisabled(admin, { id, disabled: true }))).toBe(5);
  expect(await calling(() => refreshSecret(admin, { id }))).toBe(7);
  expect(await calling(() => deleteRobots(admin, { ids: [id] }))).toBe(5);
});

test("a token takes 1 statement", async () => {
  const server = await startDataPlane();
  const robot = await makeRobot({ project });
  const token = () => getToken(server, robot, [`repository:${project.name}/app:pull`]);
  // The first one also reads the signing key and notes when the robot was used.
  expect((await token()).status).toBe(200);
  logins.read = 0;
  const statements = await watch.statementsOf(token);
  await server.stop();
  expect([logins.read, statements]).toEqual([1, []]);
});
