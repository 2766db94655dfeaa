import type { Actor } from "@/lib/access/caller";
import { applySchema } from "@/lib/documents/schema";
import { applyDocuments } from "@/lib/documents/service";
import { makeRobot } from "@/testing/builders";
import { NOT_THEIR_PROJECT, type Scenario } from "./scenario";

export const documentScenarios: Scenario[] = [
  {
    verb: applyDocuments,
    action: "robot.update",
    title: "with a new robot",
    refuses: { ...NOT_THEIR_PROJECT, machine: "FORBIDDEN" },
    async prepare({ owner, project }) {
      const permissions = ["repository:pull" as const];
      const facts = { description: "old words", permissions, expiresAt: -1 };
      const robot = await makeRobot({ project, ...facts });
      const name = robot.loginName.split("+")[1];
      const robots = [
        { name, description: "new words", expires: "never", permissions },
        { name: "new", expires: "never", permissions },
      ];
      const documents = [{ apiVersion: "purser/v1", project: project.name, robots }];
      const input = applySchema.parse({ documents, owner: "gitops" });
      const after = { ...facts, managedBy: "gitops" };
      return {
        call: (actor: Actor) => applyDocuments(actor, input),
        by: owner,
        leaves: (result) => {
          const made = (result as { id: number }[] | null)?.[1];
          const fresh = { id: made?.id ?? 0, loginName: `robot_${project.name}+new` };
          return [
            { project, robot, details: { before: facts, after: { ...after, description: "new words" } } },
            { project, robot: fresh, action: "robot.create", details: { after: { ...after, description: "" } } },
          ];
        },
        refusedAbout: { project },
      };
    },
  },
];
