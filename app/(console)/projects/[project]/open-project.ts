import { notFound } from "next/navigation";
import { cache } from "react";
import type { Actor } from "@/lib/access/caller";
import { AppError } from "@/lib/errors";
import { type ProjectAccess, readableProject } from "@/lib/projects/access";
import { pageActor } from "@/lib/server/actor";

const findProject = cache(async (actor: Actor, name: string): Promise<ProjectAccess | null> => {
  try {
    return await readableProject(actor, { name });
  } catch (error) {
    if (error instanceof AppError && error.code === "NOT_FOUND") return null;
    throw error;
  }
});

/**
 * Returns the project a page shows and the signed-in person. Redirects to sign-in without a session; not found without
 * a role in the project.
 * @param path the page to return to after signing in
 */
export async function openProject(name: string, path: string): Promise<{ actor: Actor; project: ProjectAccess }> {
  const actor = await pageActor(path);
  return { actor, project: (await findProject(actor, name)) ?? notFound() };
}
