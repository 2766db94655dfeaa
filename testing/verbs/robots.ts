import { randomUUID } from "node:crypto";
import type { Actor, Caller } from "@/lib/access/caller";
import { createRobot, deleteRobots, refreshSecret, setRobotDisabled, updateRobot } from "@/lib/robots/service";
import { accessTo, inDays, makeRobot, robotCaller } from "@/testing/builders";
import { type Cast, NOT_THEIR_PROJECT, newSecret, type Scenario } from "./scenario";

const before = { description: "old words", permissions: ["repository:pull" as const], expiresAt: inDays(9) };
const oldRobot = ({ project }: Cast) => makeRobot({ project, ...before });

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
