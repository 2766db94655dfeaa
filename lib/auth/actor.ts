import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { AppError } from "../errors";
import { CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER } from "../http";
import { noteReached } from "../request-notes";
import { auth } from "./better-auth";
import type { Actor, RequestContext } from "./context";

/** Where the request under way came from, as `server.ts` noted it. */
export async function requestContext(): Promise<RequestContext> {
  const all = await headers();
  return { address: all.get(CLIENT_ADDRESS_HEADER), requestId: all.get(REQUEST_ID_HEADER) };
}

const currentSession = cache(async (): Promise<{ actor: Actor; token: string } | null> => {
  noteReached();
  const found = await auth().api.getSession({ headers: await headers() });
  if (!found || found.user.disabled) return null;
  const { id, username, name, isAdmin } = found.user;
  const actor: Actor = { type: "user", id: Number(id), username, name, isAdmin, ...(await requestContext()) };
  return { actor, token: found.session.token };
});

/**
 * The signed-in person and their session's token.
 * @throws AppError UNAUTHORIZED without a live session, or when the person is disabled
 */
export async function requireSession(): Promise<{ actor: Actor; token: string }> {
  const session = await currentSession();
  if (!session) throw new AppError("UNAUTHORIZED", "You are signed out. Sign in again.");
  return session;
}

/** The signed-in person. Same errors as {@link requireSession}. */
export async function requireActor(): Promise<Actor> {
  return (await requireSession()).actor;
}

/** The signed-in person or null, for pages that anybody may open. */
export async function findActor(): Promise<Actor | null> {
  return (await currentSession())?.actor ?? null;
}

/** The signed-in person; a page's visitor without a session goes to the sign-in page, and back here after it. */
export async function pageActor(path: string): Promise<Actor> {
  return (await findActor()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}
