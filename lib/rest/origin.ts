import { AppError } from "../errors";

/** Where a request says it came from, and what this server is called in it. */
type Provenance = { origin: string | null; fetchSite: string | null; own: string };

/** What the headers say; `server.ts` wrote the forwarded ones itself. */
export function provenance(headers: Headers): Provenance {
  const own = `${headers.get("x-forwarded-proto")}://${headers.get("x-forwarded-host")}`;
  return { origin: headers.get("origin"), fetchSite: headers.get("sec-fetch-site"), own };
}

/**
 * Refuses a change that a page from elsewhere asks for. With the session's cookie, which browsers send by themselves, it
 * must be certain that it is a page of this console.
 * @throws AppError FORBIDDEN
 */
export function assertOwnPage({ origin, fetchSite, own }: Provenance, hasCookie: boolean): void {
  const isForeign = (origin !== null && origin !== own) || (fetchSite !== null && fetchSite !== "same-origin");
  const isKnown = origin !== null || fetchSite !== null;
  if (isForeign || (hasCookie && !isKnown))
    throw new AppError("FORBIDDEN", "changes with a browser's session must come from this console's own pages");
}
