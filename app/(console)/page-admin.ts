import { notFound } from "next/navigation";
import type { Actor } from "@/lib/access/caller";
import { pageActor } from "@/lib/server/actor";

/**
 * Returns the signed-in system admin. Redirects to sign-in without a session; not found for anyone else.
 * @param path the page to return to after signing in
 */
export async function requirePageAdmin(path: string): Promise<Actor> {
  const actor = await pageActor(path);
  return actor.isAdmin ? actor : notFound();
}
