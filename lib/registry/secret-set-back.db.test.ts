import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { scopeOf } from "@/lib/policies/stored";
import { refreshSecret } from "@/lib/robots/refresh";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getToken, startDataPlane, type TestServer } from "@/testing/registry-server";

// Long enough to set a generated secret by hand.
vi.mock("../env", async (original) => {
  const { env: real } = await original<typeof import("../env")>();
  return { env: () => ({ ...real(), ROBOT_SECRET_MAX_LENGTH: 64 }) };
});
// The cost of the hash is irrelevant here.
vi.mock("../credentials/password", async (original) => {
  const real = await original<typeof import("../credentials/password")>();
  return { ...real, hashPassword: (password: string) => real.hashPassword(password, { cost: 4 }) };
});

let server: TestServer;
let admin: Actor;
let project: { id: number; name: string };

beforeAll(async () => {
  server = await startDataPlane();
  admin = await makeUser();
  project = await makeProject({ admins: [admin] });
});
afterAll(() => server.stop());

const logIn = (robot: { loginName: string; secret: string }) => getToken(server, robot, []);
const statusOf = async (robot: { loginName: string; secret: string }) => (await logIn(robot)).status;

test("a generated secret that somebody sets back by hand works again", async () => {
  const robot = await makeRobot({ project });
  const second = await refreshSecret(admin, { id: robot.id });
  expect(await statusOf(robot)).toBe(401);
  await refreshSecret(admin, { id: robot.id, secret: robot.secret });
  expect([await statusOf(robot), await statusOf(second), await statusOf(robot)]).toEqual([200, 401, 200]);
});

test("a manual secret that is set again while it is in use never stops working", async () => {
  const robot = await makeRobot({ project });
  const manual = await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  expect(await statusOf(manual)).toBe(200);
  await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  expect(await statusOf(manual)).toBe(200);
});

test("a manual secret that came back after it was replaced works once it is set again", async () => {
  const robot = await makeRobot({ project });
  const first = await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  const second = await refreshSecret(admin, { id: robot.id, secret: "NewSecret2" });
  expect([await statusOf(second), await statusOf(first), await statusOf(first)]).toEqual([200, 401, 401]);
  await refreshSecret(admin, { id: robot.id, secret: "OldSecret1" });
  expect([await statusOf(first), await statusOf(second)]).toEqual([200, 401]);
});

test("setting the secret that a robot has already leaves no old one, whatever grace clients of the API get", async () => {
  const { id } = await makeRobot({ project });
  const scope = { scope: scopeOf(null), projectId: null };
  await getDb().policy.create({ data: { ...scope, apiGraceSeconds: 3600, updatedByName: "admin" } });
  const manual = await refreshSecret(admin, { id, secret: "OldSecret1", grace: { kind: "policy" } });
  expect(manual.oldSecretEndsAt).not.toBeNull();
  const again = await refreshSecret(admin, { id, secret: "OldSecret1", grace: { kind: "policy" } });
  expect([again.oldSecretEndsAt, await statusOf(manual)]).toEqual([null, 200]);
});
