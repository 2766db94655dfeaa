import { AppError } from "../errors";

/** Where a request says it comes from, and the origin of this server. */
type Provenance = { origin: string | null; fetchSite: string | null; own: string };

/** `server.ts` sets the forwarded headers, so they can be trusted. */
export function provenance(headers: Headers): Provenance {
  const own = `${headers.get("x-forwarded-proto")}://${headers.get("x-forwarded-host")}`;
  return { origin: headers.get("origin"), fetchSite: headers.get("sec-fetch-site"), own };
}

/**
 * Refuses changes requested by pages of other sites. Browsers send the session's cookie automatically, so with it the
 * request must prove that it comes from a page of this console.
 * @throws AppError FORBIDDEN
 */
export function assertOwnPage({ origin, fetchSite, own }: Provenance, hasCookie: boolean): void {
  const isForeign = (origin !== null && origin !== own) || (fetchSite !== null && fetchSite !== "same-origin");
  const isKnown = origin !== null || fetchSite !== null;
  if (isForeign || (hasCookie && !isKnown))
    throw new AppError("FORBIDDEN", "changes with a browser session must come from the console's own pages");
}
