import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";
import type { EntryGrant, Found } from "./entries";

/** One of Harbor's permissions of a robot. */
export type HarborRight = { scope: string; resource: string; action: string; effect: string };

/**
 * Harbor's permissions that mean the same here. All others are left out: none of ours may let a robot do more than it
 * could before.
 */
const PROJECT_RIGHTS: ReadonlySet<string> = new Set(PROJECT_ACCESS_KEYS.filter((key) => key !== "robot:rotate-self"));
const SYSTEM_RIGHTS: ReadonlySet<string> = new Set(
  SYSTEM_PERMISSION_KEYS.filter((key) => key !== "robot:rotate-self" && key !== "audit-log:list"),
);

type Translated = { grants: EntryGrant[]; notes: Found[]; refusal: string | null };

/**
 * Translates a robot's permissions.
 * @param home its project; null for a system robot
 * @param projects names by Harbor's ids
 */
export function translateRights(
  rights: readonly HarborRight[],
  home: string | null,
  projects: ReadonlyMap<number, string>,
): Translated {
  const denied = rights.find(({ effect }) => effect !== "" && effect !== "allow");
  if (denied)
    return { grants: [], notes: [], refusal: `It has a “${denied.effect}” permission, which can’t be expressed here.` };
  const byPlace = new Map<string, { grant: EntryGrant; keys: Set<string> }>();
  const notes = rights.map(({ scope, resource, action }): Found => {
    const key = `${resource}:${action}`;
    const place = placeOf(scope, home, projects);
    const isKnown = (place?.kind === "system" ? SYSTEM_RIGHTS : PROJECT_RIGHTS).has(key);
    const from = `${scope.replace(/\d+$/, "<id>")} ${key}`;
    if (!place || !isKnown) return { kind: "right", from, to: null };
    const known = byPlace.get(scope) ?? { grant: place, keys: new Set<string>() };
    byPlace.set(scope, known);
    known.keys.add(key);
    return { kind: "right", from, to: key };
  });
  const grants = [...byPlace.values()].map(({ grant, keys }) => ({ ...grant, access: [...keys] }));
  return { grants, notes, refusal: null };
}

/** Where a scope applies; null if that can't be expressed. */
function placeOf(scope: string, home: string | null, projects: ReadonlyMap<number, string>): EntryGrant | null {
  if (scope === "/system") return home === null ? { kind: "system", access: [] } : null;
  if (scope === "/project/*") return home === null ? { kind: "project", project: null, access: [] } : null;
  const [, id] = /^\/project\/(\d{1,9})$/.exec(scope) ?? [];
  const project = id === undefined ? undefined : projects.get(Number(id));
  if (project === undefined || (home !== null && project !== home)) return null;
  return { kind: "project", project, access: [] };
}
