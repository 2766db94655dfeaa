import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Caller } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { type Tx, withTransaction } from "@/lib/db/transaction";
import { createRobot } from "@/lib/robots/service";
import { accessTo, makeProject, makeUser, robotCaller } from "@/testing/builders";
import { standingNow } from "./standing";

describe("a concurrent change when the write begins", () => {
  /** Runs `then` while a transaction that has made a change is open, and tells what came of it. */
  async function during(
    change: (tx: Tx) => Promise<unknown>,
    then: () => Promise<unknown>,
    beforeEnd = () => {},
  ): Promise<unknown> {
    const [changed, ended] = [gate(), gate()];
    const first = withTransaction(async (tx) => {
      await change(tx);
      changed.open();
      await ended.opened;
    });
    await changed.opened;
    const second = then().catch((error: unknown) => error);
    await sleep(200);
    beforeEnd();
    ended.open();
    await first;
    return second;
  }

  function gate() {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    return { opened, open };
  }

  test("of the person, the membership or the robot is waited for and respected", async () => {
    const [root, owner] = [await makeUser({ isAdmin: true }), await makeUser()];
    const project = await makeProject({ admins: [owner] });
    const caller = await robotCaller([{ kind: "project", project, access: ["robot:create", "repository:pull"] }]);
    const form = { project: project.name, name: "late", description: "", duration: 1 };
    const create = (by: Caller) => () =>
      createRobot(by, { ...form, access: accessTo(project, "repository:pull"), creationKey: randomUUID() });
    const where = { userId: owner.id };
    expect(
      await during((tx) => tx.user.update({ where: { id: root.id }, data: { isAdmin: false } }), create(root)),
    ).toMatchObject({ code: "NOT_FOUND" });
    expect(
      await during((tx) => tx.user.update({ where: { id: owner.id }, data: { disabled: true } }), create(owner)),
    ).toMatchObject({ code: "UNAUTHORIZED" });
    await getDb().user.update({ where: { id: owner.id }, data: { disabled: false } });
    expect(
      await during((tx) => tx.member.updateMany({ where, data: { role: "viewer" } }), create(owner)),
    ).toMatchObject({ code: "FORBIDDEN" });
    await getDb().member.updateMany({ where, data: { role: "admin" } });
    expect(await during((tx) => tx.member.deleteMany({ where }), create(owner))).toMatchObject({ code: "NOT_FOUND" });
    const narrow = async (tx: Tx) => {
      await tx.robot.update({ where: { id: caller.robotId }, data: { version: { increment: 1 } } });
      await tx.robotGrant.updateMany({ where: { robotId: caller.robotId }, data: { access: "robot:create" } });
    };
    expect(await during(narrow, create(caller))).toMatchObject({ code: "DENIED" });
    expect(await getDb().robot.count({ where: { name: "late" } })).toBe(0);
  });

  test("waits for a write that began earlier", async () => {
    const admin = await makeUser({ isAdmin: true });
    const project = await makeProject({ admins: [admin] });
    const steps: string[] = [];
    const where = { projectId: project.id, userId: admin.id };
    for (const change of [
      () => getDb().user.updateMany({ where: { id: admin.id }, data: { updatedAt: new Date() } }),
      () => getDb().member.updateMany({ where, data: { role: "admin" } }),
    ]) {
      const looks = async (tx: Tx) => {
        await standingNow(tx, admin, { projectId: project.id, gone: "" });
      };
      await during(
        looks,
        () => change().then(() => steps.push("changed")),
        () => steps.push("still writing"),
      );
    }
    expect(steps).toEqual(["still writing", "changed", "still writing", "changed"]);
  });
});
