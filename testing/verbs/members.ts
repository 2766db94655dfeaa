import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { addMember, changeMemberRole, removeMember } from "@/lib/members/service";
import { type Cast, NOT_THEIR_PROJECT, person, type Scenario } from "./scenario";

async function memberId({ project, viewer }: Cast): Promise<number> {
  const where = { projectId: project.id, userId: viewer.id };
  return (await getDb().member.findFirstOrThrow({ where, select: { id: true } })).id;
}

export const memberScenarios: Scenario[] = [
  {
    verb: addMember,
    action: "member.add",
    refuses: NOT_THEIR_PROJECT,
    async prepare({ owner, project }) {
      const { username } = await person();
      return {
        call: (actor: Actor) => addMember(actor, { project: project.name, username, role: "viewer" }),
        by: owner,
        leaves: () => [{ project, targetName: username, details: { after: { role: "viewer" } } }],
      };
    },
  },
  {
    verb: changeMemberRole,
    action: "member.change-role",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const [id, targetName] = [await memberId(cast), cast.viewer.username];
      const details = { before: { role: "viewer" }, after: { role: "admin" } };
      return {
        call: (actor: Actor) => changeMemberRole(actor, { id, role: "admin" }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName, details }],
      };
    },
  },
  {
    verb: removeMember,
    action: "member.remove",
    refuses: NOT_THEIR_PROJECT,
    async prepare(cast) {
      const [id, targetName] = [await memberId(cast), cast.viewer.username];
      return {
        call: (actor: Actor) => removeMember(actor, { id, accepted: null }),
        by: cast.owner,
        leaves: () => [{ project: cast.project, targetName, details: { before: { role: "viewer" } } }],
      };
    },
  },
];
