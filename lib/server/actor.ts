import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { Actor, RequestContext } from "@/lib/access/caller";
import { findSession } from "@/lib/credentials/session";
import { browserTokens } from "@/lib/credentials/session-cookie";
import { AppError } from "@/lib/errors";
import { ADDRESS_CHAIN_HEADER, CLIENT_ADDRESS_HEADER, REQUEST_ID_HEADER } from "@/lib/http";
import { noteReached } from "@/lib/request-notes";
import { type AddressChain, parseChain } from "./client-address";

/** Where the current request comes from, as set by `server.ts`. */
export async function requestContext(): Promise<RequestContext> {
  const all = await headers();
  return { address: all.get(CLIENT_ADDRESS_HEADER), requestId: all.get(REQUEST_ID_HEADER) };
}

/** How the client's address of the current request was found. */
export async function requestChain(): Promise<AddressChain> {
  return parseChain((await headers()).get(ADDRESS_CHAIN_HEADER) ?? "?;0");
}

type OpenSession = { actor: Actor; sessionId: number };

const currentSession = cache(async (): Promise<OpenSession | null> => {
  noteReached();
  const { sessionToken: token } = await browserTokens();
  const found = token ? await findSession(token) : null;
  if (!found) return null;
  return { actor: { type: "user", ...found.person, ...(await requestContext()) }, sessionId: found.id };
});

/**
 * @throws AppError UNAUTHORIZED without a valid session, or if the person is disabled
 */
export async function requireSession(): Promise<OpenSession> {
  const session = await currentSession();
  if (!session) throw new AppError("UNAUTHORIZED", "You’ve been signed out. Sign in again.");
  return session;
}

/** Same errors as {@link requireSession}. */
export async function requireActor(): Promise<Actor> {
  return (await requireSession()).actor;
}

/** For pages that anyone may open. */
export async function findActor(): Promise<Actor | null> {
  return (await currentSession())?.actor ?? null;
}

/** Sends visitors without a session to the sign-in page, and back to `path` after it. */
export async function pageActor(path: string): Promise<Actor> {
  return (await findActor()) ?? redirect(`/login?next=${encodeURIComponent(path)}`);
}
