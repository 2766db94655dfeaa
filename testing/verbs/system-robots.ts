import { randomUUID } from "node:crypto";
import type { Actor, Caller } from "@/lib/access/caller";
import { createSystemRobot, updateSystemRobot } from "@/lib/robots/system-service";
import { type Scenario, SYSTEM_PAGES } from "./scenario";

const form = () => ({ name: "ops", description: "", duration: -1, creationKey: randomUUID() });
const after = (project: string, key: string) => ({
  description: "",
  projects: [`${project}: ${key}`],
  system: [],
  expiresAt: -1,
});
const access = (project: string, key: "repository:pull" | "tag:create") => ({
  projects: [{ project, permissions: [key] }],
  system: [],
});

export const systemRobotScenarios: Scenario[] = [
  {
    verb: createSystemRobot,
    action: "robot.create",
    refuses: SYSTEM_PAGES,
    prepare({ admin, project }) {
      const input = { ...form(), access: access(project.name, "repository:pull") };
      const details = { after: after(project.name, "repository:pull") };
      return {
        call: (caller: Caller) => createSystemRobot(caller, input),
        by: admin,
        leaves: (made) => [{ robot: { id: (made as { id: number }).id, loginName: "robot_ops" }, details }],
        refusedAbout: { targetName: "robot_ops" },
      };
    },
  },
  {
    verb: updateSystemRobot,
    action: "robot.update",
    refuses: SYSTEM_PAGES,
    async prepare({ admin, project }) {
      const { id, name } = await createSystemRobot(admin, { ...form(), access: access(project.name, "tag:create") });
      const details = { before: after(project.name, "tag:create"), after: after(project.name, "repository:pull") };
      return {
        call: (actor: Actor) => updateSystemRobot(actor, { id, access: access(project.name, "repository:pull") }),
        by: admin,
        leaves: () => [{ robot: { id, loginName: name }, details }],
      };
    },
  },
];
