import type { Recent } from "@/components/palette/palette-items";

const MOST = 5;

/** Per tab and person, so that nobody else at the computer sees where someone has been. */
const keyOf = (username: string) => `recent:${username}`;

/** Latest first. */
export function readRecent(username: string): Recent[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(keyOf(username)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function addRecent(username: string, chosen: Recent): void {
  const others = readRecent(username).filter(({ href }) => href !== chosen.href);
  try {
    sessionStorage.setItem(keyOf(username), JSON.stringify([chosen, ...others].slice(0, MOST)));
  } catch {
    // Without storage there are no recent items; nothing else is lost.
  }
}

function isRecent(value: unknown): value is Recent {
  const { kind, label, href } = (value ?? {}) as Record<string, unknown>;
  return (
    (kind === "project" || kind === "robot") &&
    typeof label === "string" &&
    typeof href === "string" &&
    /^\/(?:projects|robots)\/[^/\\]/.test(href)
  );
}
