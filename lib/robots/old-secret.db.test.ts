import { expect, test } from "vitest";
import { inDays, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getRobot } from "./queries";
import { refreshSecret } from "./refresh";

test("a grace until a time that has passed is refused and changes nothing", async () => {
  const admin = await makeUser();
  const project = await makeProject({ admins: [admin] });
  const robot = await makeRobot({ project });
  const before = await getRobot(admin, project.name, robot.id);
  const refreshed = refreshSecret(admin, { id: robot.id, grace: { kind: "until", at: inDays(0) - 1 } });
  await expect(refreshed).rejects.toMatchObject({ fields: { grace: "Choose a time in the future." } });
  expect(await getRobot(admin, project.name, robot.id)).toMatchObject({ version: before.version });
});
