import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { Actor, Caller, RobotActor } from "@/lib/access/caller";
import { refreshSecret } from "@/lib/robots/refresh";
import { changeOldSecret } from "@/lib/robots/secret-change";
import { endOldSecret } from "@/lib/robots/secret-end";
import { createRobot, deleteRobots, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { accessTo, inDays, makeRobot, robotCaller } from "@/testing/builders";
import { type Cast, NOT_THEIR_PROJECT, newSecret, type Scenario } from "./scenario";

const before = { description: "old words", permissions: ["repository:pull" as const], expiresAt: inDays(9) };
const oldRobot = ({ project }: Cast) => makeRobot({ project, ...before });

/** A robot with two secrets. */
async function robotWithOldSecret(cast: Cast, at: number) {
  const robot = await oldRobot(cast);
  await refreshSecret(cast.owner, { id: robot.id, grace: { kind: "until", at } });
  return robot;
}

export const robotScenarios: Scenario[] = [
  ...(["a person", "a robot"] as const).map(
    (creator): Scenario => ({
      verb: createRobot,
      action: "robot.create",
      title: `by ${creator}`,
      refuses: { ...NOT_THEIR_PROJECT, machine: "DENIED" },
      async prepare({ owner, project }) {
        const after = { description: "builds", permissions: ["repository:pull" as const], expiresAt: -1 };
        const { description, permissions } = after;
        const form = { project: project.name, name: "ci", duration: -1, creationKey: randomUUID() };
        const loginName = `robot_${project.name}+ci`;
        const access = ["robot:create", ...permissions];
        return {
          call: (caller: Caller) =>
            createRobot(caller, { ...form, description, access: accessTo(project, ...permissions) }),
          by: creator === "a person" ? owner : await robotCaller([{ kind: "project", project, access }]),
          leaves: (made) => [
            { project, robot: { id: (made as { id: number } | null)?.id ?? 0, loginName }, details: { after } },
          ],
          refusedAbout: { project, targetName: loginName },
        };
      },
    }),
  ),
  {
    verb: updateRobot,
    action: "robot.update",
    title: "and disables it",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const robot = await oldRobot(cast);
      const after = { description: "new words", permissions: ["tag:create" as const], expiresAt: -1 };
      const { description, permissions } = after;
      const change = { id: robot.id, version: robot.version, expiry: { kind: "never" as const }, disabled: true };
      const about = { project: cast.project, robot };
      return {
        call: (actor: Actor) =>
          updateRobot(actor, { ...change, description, access: accessTo(cast.project, ...permissions) }),
        by: cast.owner,
        leaves: () => [
          { ...about, action: "robot.disable" },
          { ...about, details: { before, after } },
        ],
      };
    },
  },
  ...[true, false].map(
    (disabled): Scenario => ({
      verb: setRobotDisabled,
      action: disabled ? "robot.disable" : "robot.enable",
      refuses: NOT_THEIR_PROJECT,
      async prepare({ owner, project }) {
        const robot = await makeRobot({ project, disabled: !disabled });
        return {
          call: (actor: Actor) => setRobotDisabled(actor, { id: robot.id, disabled }),
          by: owner,
          leaves: () => [{ project, robot }],
        };
      },
    }),
  ),
  ...(["generated", "manual"] as const).map(
    (kind): Scenario => ({
      verb: refreshSecret,
      action: "robot.refresh-secret",
      title: kind,
      refuses: NOT_THEIR_PROJECT,
      async prepare(cast) {
        const robot = await oldRobot(cast);
        const secret = kind === "manual" ? newSecret() : undefined;
        return {
          call: (actor: Actor) => refreshSecret(actor, { id: robot.id, ...(secret && { secret }) }),
          by: cast.owner,
          leaves: () => [{ project: cast.project, robot, details: { kind } }],
        };
      },
    }),
  ),
  {
    verb: refreshSecret,
    action: "robot.refresh-secret",
    title: "with a grace and a new expiry",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare(cast) {
      const robot = await oldRobot(cast);
      const at = inDays(3);
      const expiresAt = inDays(20);
      const details = { kind: "generated", oldSecretEndsAt: at, expiresAt };
      const [grace, renewal] = [{ kind: "until", at } as const, { kind: "until", at: expiresAt } as const];
      return {
        call: (caller: Caller) => refreshSecret(caller, { id: robot.id, grace, renewal }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, robot, details }],
      };
    },
  },
  {
    verb: refreshSecret,
    action: "robot.refresh-secret",
    title: "because it leaked",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare(cast) {
      const robot = await oldRobot(cast);
      return {
        call: (caller: Caller) => refreshSecret(caller, { id: robot.id, leaked: true }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, robot, details: { kind: "generated", reason: "leaked" } }],
      };
    },
  },
  {
    verb: refreshSecret,
    action: "robot.refresh-secret",
    title: "by the robot itself",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare({ project }) {
      const robot = await makeRobot({ project, permissions: ["robot:rotate-self"] });
      const grants = [{ kind: "project" as const, project: project.name, access: ["robot:rotate-self"] }];
      const by: RobotActor = {
        ...{ type: "robot", robotId: robot.id, loginName: robot.loginName, grants, expiresAt: inDays(30) },
        ...{ address: "192.0.2.10", requestId: null, login: { version: robot.version, usedOldSecret: false } },
        allowedAddresses: [],
      };
      return {
        call: (caller: Caller) => refreshSecret(caller, { id: robot.id, grace: { kind: "for", seconds: 60 } }),
        by,
        leaves: () => [{ project, robot, details: { kind: "generated", oldSecretEndsAt: expect.any(Number) } }],
      };
    },
  },
  {
    verb: endOldSecret,
    action: "robot.end-old-secret",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare(cast) {
      const at = inDays(3);
      const robot = await robotWithOldSecret(cast, at);
      return {
        call: (actor: Actor) => endOldSecret(actor, { id: robot.id }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, robot, details: { oldSecretEndsAt: at } }],
      };
    },
  },
  {
    verb: changeOldSecret,
    action: "robot.change-old-secret",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare(cast) {
      const [at, endsAt] = [inDays(3), inDays(4)];
      const robot = await robotWithOldSecret(cast, at);
      const details = { before: { oldSecretEndsAt: at }, after: { oldSecretEndsAt: endsAt } };
      return {
        call: (actor: Actor) => changeOldSecret(actor, { id: robot.id, endsAt }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, robot, details }],
      };
    },
  },
  {
    verb: deleteRobots,
    action: "robot.delete",
    title: "two at once",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare(cast) {
      const robots = [await oldRobot(cast), await oldRobot(cast)];
      return {
        call: (caller: Caller) => deleteRobots(caller, { ids: robots.map(({ id }) => id) }),
        by: cast.owner,
        leaves: () => robots.map((robot) => ({ project: cast.project, robot, details: { before } })),
      };
    },
  },
];
