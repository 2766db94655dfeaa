import { expect, test } from "vitest";
import { refreshSecret } from "@/lib/robots/refresh";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { noteReusedSecret } from "./reused-secrets";

const points = async () => {
  const rows = await getDb().rateLimiterFlexible.findMany({ where: { key: { startsWith: "reused " } } });
  return rows.map((row) => row.points).sort((one, other) => one - other);
};

test("of a fleet with a replaced secret, only ten attempts a minute are written", async () => {
  const admin = await makeUser();
  const robot = await makeRobot({ project: await makeProject({ admins: [admin] }) });
  await refreshSecret(admin, { id: robot.id });
  const reuse = { name: robot.loginName, address: "198.51.100.1", robotId: robot.id, hash: "sha256$replaced" };
  const counted: boolean[] = [];
  for (let round = 0; round < 15; round += 1) counted.push(await noteReusedSecret(reuse));
  expect(counted).toEqual([...Array(10).fill(false), ...Array(5).fill(true)]);
  expect(await points()).toEqual([10, 10]);
  expect(await getDb().auditEvent.count({ where: { robotId: robot.id, action: "robot.secret-reused" } })).toBe(1);
});
