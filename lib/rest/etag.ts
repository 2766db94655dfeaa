import { createHash } from "node:crypto";

/** The entity tag of what is shown: two of the same value are the same. */
export function entityTag(shown: unknown): string {
  return `"${createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-Match header names this tag. A weak one never does: it may stand for something else (RFC 9110, 13.1.1). */
export function matches(header: string, tag: string): boolean {
  const named = header.split(",").map((part) => part.trim());
  return named.includes("*") || named.includes(tag);
}
