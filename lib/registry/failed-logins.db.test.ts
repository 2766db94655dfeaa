import { afterEach, expect, test, vi } from "vitest";
import { listAudit } from "@/lib/activity/queries";
import { makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { listAuditSchema } from "../audit/schema";
import { getDb } from "../db/client";
import { logFailedLogin } from "./failed-logins";
import { logIn } from "./login";

vi.mock("../credentials/password", () => ({
  assertRoomForPassword: () => undefined,
  verifyPassword: async () => false,
}));

afterEach(() => vi.useRealTimers());

let networks = 0;
const address = () => `2001:db8:1:${(++networks).toString(16)}::1`;
const attempt = async (name: string, from: string) =>
  logIn({ kind: "basic", name, secret: "Wrong1234" }, { address: from });
const wrong = (name: string, from: string) => attempt(name, from).catch(({ code }) => code as string);

const rowsOf = async (where: { actorName?: string; address?: string }) =>
  (await getDb().auditEvent.findMany({ where: { action: "robot.log-in", ...where }, orderBy: { id: "asc" } })).map(
    ({ details, ...row }) => ({ ...row, ...(JSON.parse(details) as { attempts: number }) }),
  );

test("failed logins of a robot are counted in one row per network and hour", async () => {
  const { loginName: name, id } = await makeRobot({ project: await makeProject() });
  const here = address();
  for (let at = 0; at < 4; at += 1) await wrong(name, here.replace(/1$/, String(at)));
  await wrong(name, address());
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
  await wrong(name, here);
  const rows = await rowsOf({ actorName: name });
  expect(rows.map(({ attempts }) => attempts)).toEqual([4, 1, 1]);
  expect(rows[0]).toMatchObject({ actorType: "anonymous", result: "failed", robotId: id, robotName: name });
  expect(JSON.stringify(rows)).not.toContain("Wrong1234");
});

test("concurrent failed logins are all counted, in one row", async () => {
  const { loginName: name, id: robotId } = await makeSystemRobot({ grants: [] });
  const here = address();
  await Promise.all(Array.from({ length: 12 }, () => logFailedLogin({ name, address: here, robotId })));
  expect((await rowsOf({ actorName: name })).map(({ attempts }) => attempts)).toEqual([12]);
});

test("throttled attempts aren't logged", async () => {
  const { loginName: name } = await makeRobot({ project: await makeProject() });
  const here = address();
  for (let at = 0; at < 15; at += 1) await wrong(name, here);
  expect((await rowsOf({ actorName: name })).map(({ attempts }) => attempts)).toEqual([10]);
});

test("unknown names create a bounded number of rows and never displace a robot's own row", async () => {
  const { loginName } = await makeRobot({ project: await makeProject() });
  const here = address();
  for (let at = 0; at < 60; at += 1) await wrong(`robot_made-up-${at}`, here);
  await wrong(loginName, here);
  const rows = await rowsOf({ address: here });
  expect(rows).toHaveLength(22);
  expect(rows.find(({ actorName }) => actorName === "(other names)")?.attempts).toBe(40);
  expect(rows.at(-1)).toMatchObject({ actorName: loginName, attempts: 1 });
});

test("a project's admin reads the failed logins of its robots in the project's log", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const { loginName } = await makeRobot({ project });
  await wrong(loginName, address());
  const { rows } = await listAudit(admin, project.name, listAuditSchema.parse({}));
  expect(rows.map(({ action, result }) => `${action} ${result}`)).toEqual(["robot.log-in failed"]);
});
