import { createHash } from "node:crypto";

export function entityTag(shown: unknown): string {
  return `"${createHash("sha256").update(JSON.stringify(shown)).digest("base64url").slice(0, 22)}"`;
}

/** Whether an If-Match header contains this tag. Weak tags never match (RFC 9110, 13.1.1). */
export function matches(header: string, tag: string): boolean {
  const named = header.split(",").map((part) => part.trim());
  return named.includes("*") || named.includes(tag);
}
