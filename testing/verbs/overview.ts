import { expect } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { epochSeconds, expiresAfter } from "@/lib/access/expiry";
import { changeInBulk } from "@/lib/overview/bulk";
import { inDays, makeRobot } from "@/testing/builders";
import { NOT_THEIR_PROJECT, type Scenario } from "./scenario";

const permissions = ["repository:pull" as const];
const before = { description: "old words", permissions, expiresAt: inDays(9) };

export const overviewScenarios: Scenario[] = [
  {
    verb: changeInBulk,
    action: "robot.delete",
    title: "two at once",
    refuses: NOT_THEIR_PROJECT,
    async prepare({ owner, project }) {
      const robots = [await makeRobot({ project, ...before }), await makeRobot({ project, ...before })];
      return {
        call: (actor: Actor) => changeInBulk(actor, { change: { kind: "delete" }, robots }),
        by: owner,
        leaves: () => robots.map((robot) => ({ project, robot, details: { before } })),
      };
    },
  },
  {
    verb: changeInBulk,
    action: "robot.update",
    title: "extends the expiry of two",
    refuses: NOT_THEIR_PROJECT,
    async prepare({ owner, project }) {
      const robots = [await makeRobot({ project, ...before }), await makeRobot({ project, ...before })];
      const after = { ...before, expiresAt: expect.closeTo(expiresAfter(20, epochSeconds()), -2) };
      return {
        call: (actor: Actor) => changeInBulk(actor, { change: { kind: "extend", days: 20 }, robots }),
        by: owner,
        leaves: () => robots.map((robot) => ({ project, robot, details: { before, after } })),
      };
    },
  },
];
