import type { Actor, Caller } from "@/lib/access/caller";
import { changeProjectMetadata } from "@/lib/projects/change-metadata";
import { createProject, deleteProject } from "@/lib/projects/service";
import { makeRobot } from "@/testing/builders";
import { NOT_THEIR_PROJECT, type Scenario, SYSTEM_ADMINS_ONLY } from "./scenario";

export const projectScenarios: Scenario[] = [
  {
    verb: createProject,
    action: "project.create",
    refuses: { ...SYSTEM_ADMINS_ONLY, machine: "FORBIDDEN" },
    prepare: ({ admin }) => ({
      call: (caller: Caller) => createProject(caller, { name: "new-project" }),
      by: admin,
      leaves: (made) => [{ project: made as { id: number; name: string } }],
      refusedAbout: { targetName: "new-project" },
    }),
  },
  {
    verb: changeProjectMetadata,
    action: "project.update",
    refuses: NOT_THEIR_PROJECT,
    prepare: async ({ owner, project }) => ({
      call: (actor: Actor) => changeProjectMetadata(actor, { name: project.name }, { auto_scan: "true" }),
      by: owner,
      leaves: () => [{ project, details: { before: {}, after: { auto_scan: "true" } } }],
    }),
  },
  {
    verb: deleteProject,
    action: "project.delete",
    refuses: { ...NOT_THEIR_PROJECT, owner: "FORBIDDEN" },
    async prepare({ admin, project }) {
      await makeRobot({ project });
      return {
        call: (actor: Actor) => deleteProject(actor, { name: project.name, confirm: project.name }),
        by: admin,
        leaves: () => [{ project, details: { before: { robots: 1 } } }],
      };
    },
  },
];
