import { beforeAll, describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "@/lib/audit/service";
import { withTransaction } from "@/lib/db/transaction";
import { refreshSecret } from "@/lib/robots/refresh";
import { deleteRobots, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { accessTo, makeProject, makeRobot, makeUser } from "@/testing/builders";
import { listRobotAudit } from "./queries";

let admin: Actor;
let viewer: Actor;
let project: { id: number; name: string };

beforeAll(async () => {
  admin = await makeUser();
  viewer = await makeUser();
  project = await makeProject({ admins: [admin], viewers: [viewer] });
});

const trail = async (actor: Actor, id: number, name = project.name) => listRobotAudit(actor, name, id);

describe("a robot's trail", () => {
  test("shows everything about it, newest first, and nothing about other robots", async () => {
    const robot = await makeRobot({ project, permissions: ["repository:pull"] });
    const other = await makeRobot({ project });
    await updateRobot(admin, {
      id: robot.id,
      version: 1,
      description: "for tests",
      access: accessTo(project, "repository:pull", "tag:create"),
      expiry: { kind: "keep" },
    });
    await setRobotDisabled(admin, { id: other.id, disabled: true });
    await setRobotDisabled(admin, { id: robot.id, disabled: true });
    const { secret } = await refreshSecret(admin, { id: robot.id });
    await expect(deleteRobots(viewer, { ids: [robot.id] })).rejects.toMatchObject({ code: "FORBIDDEN" });

    const { rows, more } = await trail(viewer, robot.id);
    expect(rows.map(({ action, result, actor }) => [action, result, actor.name])).toEqual([
      ["robot.delete", "refused", viewer.username],
      ["robot.refresh-secret", "success", admin.username],
      ["robot.disable", "success", admin.username],
      ["robot.update", "success", admin.username],
    ]);
    expect(more).toBe(false);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(rows.at(-1)?.details).toContainEqual({
      label: "Permissions",
      kind: "list",
      items: [
        { text: "Pull artifacts", mark: "kept" },
        { text: "Create a tag", mark: "added" },
      ],
    });
  });

  test("isn't that of a deleted robot with the same name", async () => {
    const first = await makeRobot({ project, name: "again" });
    await setRobotDisabled(admin, { id: first.id, disabled: true });
    await deleteRobots(admin, { ids: [first.id] });
    const second = await makeRobot({ project, name: "again" });
    expect((await trail(admin, second.id)).rows).toEqual([]);
    expect((await trail(admin, first.id)).rows).toHaveLength(2);
  });

  test("stops at fifty rows and says that there are more", async () => {
    const robot = await makeRobot({ project });
    await withTransaction(async (tx) => {
      for (let count = 0; count < 51; count++)
        await recordAudit(tx, { actor: admin, action: "robot.update", project, robot });
    });
    const { rows, more } = await trail(admin, robot.id);
    expect([rows.length, more]).toEqual([50, true]);
    expect(rows[0]?.id).toBeGreaterThan(rows[49]?.id ?? 0);
  });
});

describe("activity that others may not read", () => {
  test("a robot's trail is NOT_FOUND without a role in its project", async () => {
    const robot = await makeRobot({ project });
    const outsider = await makeUser();
    const elsewhere = await makeProject({ admins: [outsider] });
    await setRobotDisabled(admin, { id: robot.id, disabled: true });
    await expect(trail(outsider, robot.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await trail(outsider, robot.id, elsewhere.name)).rows).toEqual([]);
    expect((await trail(admin, robot.id)).rows).toHaveLength(1);
  });
});
