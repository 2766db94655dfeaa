import type { Actor } from "@/lib/access/caller";
import { writeAs } from "@/lib/authority/claim";
import { recordAudit } from "../audit/service";
import { AppError } from "../errors";
import { manageableProject } from "./access";
import { type ProjectMetadata, readMetadata, storedMetadata } from "./metadata";

/**
 * Merges a change into the metadata. Leaves no audit row when nothing changes.
 * @throws AppError NOT_FOUND or FORBIDDEN by role
 */
export async function changeProjectMetadata(
  actor: Actor,
  where: { name: string } | { id: number },
  change: ProjectMetadata,
): Promise<void> {
  const action = "project.update";
  const project = await manageableProject(actor, where, { action });
  await writeAs(project.claim, async (tx) => {
    // Writing the unchanged name locks the row, so that concurrent changes merge instead of overwriting each other.
    await tx.project.updateMany({ where: { id: project.id }, data: { name: project.name } });
    const found = await tx.project.findUnique({ where: { id: project.id }, select: { metadata: true } });
    if (!found) throw new AppError("NOT_FOUND", "This project no longer exists.");
    const before = readMetadata(found.metadata);
    const after = { ...before, ...change };
    if (storedMetadata(before) === storedMetadata(after)) return;
    const data = { metadata: storedMetadata(after), updatedAt: new Date() };
    await tx.project.updateMany({ where: { id: project.id }, data });
    await recordAudit(tx, { actor, action, project, details: { before, after } });
  });
}
