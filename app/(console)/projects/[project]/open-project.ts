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
 * The project a page is about and who is looking. Without a session: to the sign-in page and back; without a role in
 * it: the 404 page.
 * @param path the page's own path, to come back to
 */
export async function openProject(name: string, path: string): Promise<{ actor: Actor; project: ProjectAccess }> {
  const actor = await pageActor(path);
  return { actor, project: (await findProject(actor, name)) ?? notFound() };
}
