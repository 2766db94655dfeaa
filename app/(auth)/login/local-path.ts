/** Where a signed-in person begins. */
export const HOME = "/projects";

const HERE = "http://here.invalid";

/**
 * Where to go after signing in: `next` when it is a page of this console, else {@link HOME}. It comes from the
 * address, so whoever wrote the link chose it: anything that a browser could take for another site is dropped.
 */
export function localPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2000) return HOME;
  if (/[\\\p{Cc}]/u.test(next) || !URL.canParse(next, HERE)) return HOME;
  const url = new URL(next, HERE);
  // "/.//evil" is of this origin, and its path begins with two slashes.
  if (url.origin !== HERE || url.pathname.startsWith("//") || url.pathname === "/login") return HOME;
  return `${url.pathname}${url.search}`;
}
