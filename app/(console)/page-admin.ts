import { notFound } from "next/navigation";
import type { Actor } from "@/lib/access/caller";
import { pageActor } from "@/lib/server/actor";

/**
 * The system admin who looks at a page. Without a session: to the sign-in page and back; anybody else does not learn
 * that there is such a page.
 * @param path the page's own path, to come back to
 */
export async function pageAdmin(path: string): Promise<Actor> {
  const actor = await pageActor(path);
  return actor.isAdmin ? actor : notFound();
}
