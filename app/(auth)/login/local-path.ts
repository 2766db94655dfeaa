export const HOME = "/projects";

const HERE = "http://here.invalid";

/**
 * Returns `next` if it is a page of this console, else {@link HOME}. The value comes from the URL, so whoever wrote the
 * link chose it: anything a browser could resolve to another site is dropped.
 */
export function localPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/") || next.length > 2000) return HOME;
  if (/[\\\p{Cc}]/u.test(next) || !URL.canParse(next, HERE)) return HOME;
  const url = new URL(next, HERE);
  // "/.//evil" resolves to this origin, but to a path that starts with two slashes.
  if (url.origin !== HERE || url.pathname.startsWith("//") || url.pathname === "/login") return HOME;
  return `${url.pathname}${url.search}`;
}
