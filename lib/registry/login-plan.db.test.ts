import { expect, test } from "vitest";
import { listRobots } from "@/lib/robots/queries";
import { refreshSecret } from "@/lib/robots/refresh";
import { listRobotsSchema } from "@/lib/robots/schema";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { isSqlite, watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { ROBOT_LOGIN_SQL } from "../db/robot-login";

/** The plan where the planner can't choose to read a small table whole. */
async function planOfLogin(): Promise<string> {
  if (isSqlite) {
    const rows = await getDb().$queryRawUnsafe<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${ROBOT_LOGIN_SQL} ?`, "x");
    return rows.map(({ detail }) => detail).join("\n");
  }
  return getDb().$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL enable_seqscan = off");
    const rows = await tx.$queryRawUnsafe<Record<string, string>[]>(`EXPLAIN ${ROBOT_LOGIN_SQL} 'x'`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}

test("a login finds the robot by the index of login names, with both secrets in its row", async () => {
  const plan = await planOfLogin();
  expect(plan).toContain("Robot_loginName_key");
  expect(plan).not.toMatch(isSqlite ? /SCAN/ : /Seq Scan/);
  expect(plan).not.toContain("RetiredSecret");
});

test("robots with two secrets are found and counted by an index of the project", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  for (let at = 0; at < 20; at += 1) await makeRobot({ project });
  const { id } = await makeRobot({ project, name: "two" });
  await refreshSecret(admin, { id, grace: { kind: "for", seconds: 3600 } });
  const watch = watchPlans();
  const input = listRobotsSchema.parse({ status: ["two-secrets"] });
  const plans = await watch.plansOf("Robot", async () => {
    const { rows, total } = await listRobots(admin, project.name, input);
    expect([rows.map(({ name }) => name), total]).toEqual([["two"], 1]);
  });
  await watch.end();
  if (isSqlite) for (const plan of plans) expect(plan).toMatch(/USING (COVERING )?INDEX Robot_project_/);
});
