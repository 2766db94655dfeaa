import { expect, onTestFinished, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import { inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getRobot, listRobots } from "./queries";
import { refreshSecret } from "./refresh";
import { listRobotsSchema } from "./schema";
import { changeOldSecret } from "./secret-change";

test("a grace until a time that has passed is refused and changes nothing", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const robot = await makeRobot({ project });
  const before = await getRobot(admin, project.name, robot.id);
  const refreshed = refreshSecret(admin, { id: robot.id, grace: { kind: "until", at: inDays(0) - 1 } });
  await expect(refreshed).rejects.toMatchObject({ fields: { grace: "Choose a time in the future." } });
  expect(await getRobot(admin, project.name, robot.id)).toMatchObject({ version: before.version });
});

test("however often a refresh keeps the old secret, it ends when the policy’s maximum after the first is reached", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const { id } = await makeRobot({ project, expiresAt: -1 });
  const most = { kind: "for", seconds: 30 * 86_400 } as const;
  const first = await refreshSecret(admin, { id, grace: most });
  const { since } = (await getRobot(admin, project.name, id)).secrets.old ?? {};
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * 86_400_000 });
  onTestFinished(() => void vi.useRealTimers());
  const again = await refreshSecret(admin, { id, grace: most, again: true });
  expect(Math.abs((again.oldSecretEndsAt ?? 0) - (first.oldSecretEndsAt ?? 0))).toBeLessThanOrEqual(1);
  const { secrets } = await getRobot(admin, project.name, id);
  expect(secrets.old?.since).toEqual(since);
  await expect(changeOldSecret(admin, { id, endsAt: (first.oldSecretEndsAt ?? 0) + 60 })).rejects.toMatchObject({
    fields: { grace: expect.stringMatching(/at most 30 days/) },
  });
});

test("an old secret that an earlier release ended by a refresh of its own is not counted among robots with two", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const { id } = await makeRobot({ project, expiresAt: -1 });
  await refreshSecret(admin, { id, grace: { kind: "for", seconds: 3600 } });
  const input = listRobotsSchema.parse({ status: ["two-secrets"] });
  const total = async () => (await listRobots(admin, project.name, input)).total;
  expect(await total()).toBe(1);
  await getDb().robot.update({ where: { id }, data: { secretChangedAt: new Date(Date.now() + 1) } });
  expect(await total()).toBe(0);
});
