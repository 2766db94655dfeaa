import { type Actor, type Caller, callerName } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { admit, instanceClaim, type Rule, systemAdminsOnly, withRule, writeAs } from "@/lib/authority/claim";
import { recordAudit } from "../audit/service";
import { isUniqueViolation } from "../db/errors";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { searchText } from "../text";
import { manageableProject } from "./access";
import { type ProjectMetadata, storedMetadata } from "./metadata";
import type { CreateProjectInput, DeleteProjectInput } from "./schema";

const SYSTEM_ADMINS_ONLY = "Only system admins can create and delete projects.";

/**
 * Creates a project; a person who creates one becomes its admin. For system admins and robots with `project:create`.
 * @throws AppError FORBIDDEN for others; CONFLICT when the name is taken
 */
export async function createProject(
  caller: Caller,
  input: CreateProjectInput & { metadata?: ProjectMetadata },
): Promise<{ id: number; name: string }> {
  const claim = instanceClaim(caller, { action: "project.create", targetName: input.name }, createsProjects);
  await admit(claim);
  const members = caller.type === "user" ? { create: { userId: caller.id, role: "admin" } } : {};
  try {
    return await writeAs(claim, async (tx) => {
      const project = await tx.project.create({
        data: {
          name: input.name,
          searchName: searchText(input.name),
          metadata: storedMetadata(input.metadata ?? {}),
          ownerName: callerName(caller),
          members,
        },
        select: { id: true, name: true },
      });
      await recordAudit(tx, { actor: caller, action: "project.create", project });
      return project;
    });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    const message = `The project “${input.name}” already exists. Choose another name.`;
    throw new AppError("CONFLICT", message, { fields: { name: message } });
  }
}

const onlySystemAdmins = systemAdminsOnly(SYSTEM_ADMINS_ONLY);

const createsProjects: Rule = (standing) => {
  const { caller } = standing;
  const isPermitted = caller.type === "robot" && systemPermissions(caller.grants).has("project:create");
  return isPermitted ? null : onlySystemAdmins(standing);
};

/**
 * Deletes a project with its robots and memberships. System admins only; `confirm` must repeat the name.
 * @throws AppError NOT_FOUND when it does not exist for the actor; FORBIDDEN for others; UNPROCESSABLE unconfirmed
 */
export async function deleteProject(actor: Actor, input: DeleteProjectInput): Promise<void> {
  const project = await manageableProject(actor, { name: input.name }, { action: "project.delete" });
  const claim = withRule(project.claim, onlySystemAdmins);
  await admit(claim);
  if (input.confirm !== project.name) {
    const message = "Type the project’s name to confirm.";
    throw new AppError("UNPROCESSABLE", message, { fields: { confirm: message } });
  }
  const remove = async (tx: Tx) => {
    const robots = await tx.robot.count({ where: { projectId: project.id } });
    const { count } = await tx.project.deleteMany({ where: { id: project.id } });
    if (count === 0) throw new AppError("NOT_FOUND", "This project no longer exists.");
    await recordAudit(tx, { actor, action: "project.delete", project, details: { before: { robots } } });
  };
  await writeAs(claim, remove, { alone: true });
}
