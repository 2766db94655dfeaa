import { randomUUID } from "node:crypto";
import type { Actor, Caller } from "@/lib/access/caller";
import { createRobot, updateRobot } from "@/lib/robots/service";
import { accessTo } from "@/testing/builders";
import { type Scenario, SYSTEM_PAGES } from "./scenario";

const form = () => ({ project: null, name: "ops", description: "", duration: -1, creationKey: randomUUID() });
const after = (project: string, key: string) => ({
  description: "",
  projects: [`${project}: ${key}`],
  system: [],
  expiresAt: -1,
});
export const systemRobotScenarios: Scenario[] = [
  {
    verb: createRobot,
    action: "robot.create",
    title: "on the instance",
    refuses: SYSTEM_PAGES,
    prepare({ admin, project }) {
      const input = { ...form(), access: accessTo(project, "repository:pull") };
      const details = { after: after(project.name, "repository:pull") };
      return {
        call: (caller: Caller) => createRobot(caller, input),
        by: admin,
        leaves: (made) => [{ robot: { id: (made as { id: number }).id, loginName: "robot_ops" }, details }],
        refusedAbout: { targetName: "robot_ops" },
      };
    },
  },
  {
    verb: updateRobot,
    action: "robot.update",
    title: "on the instance",
    refuses: SYSTEM_PAGES,
    async prepare({ admin, project }) {
      const { id, loginName } = await createRobot(admin, { ...form(), access: accessTo(project, "tag:create") });
      const details = { before: after(project.name, "tag:create"), after: after(project.name, "repository:pull") };
      return {
        call: (actor: Actor) => updateRobot(actor, { id, access: accessTo(project, "repository:pull") }),
        by: admin,
        leaves: () => [{ robot: { id, loginName }, details }],
      };
    },
  },
];
