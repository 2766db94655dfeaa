import { setImmediate as nextTurn } from "node:timers/promises";
import type { Caller } from "@/lib/access/caller";
import type { AuditFilter } from "@/lib/audit/schema";
import { type AuditNameColumn, auditNames, isAuditName } from "@/lib/db/audit-names";
import type { AuditNameFilter, SuggestNamesInput } from "./names-schema";
import { type AuditScope, auditScope, type NameCondition, type ResolvedFilter } from "./scope";

/** Names read at once: on SQLite, other requests wait meanwhile. */
const BATCH = 1000;
/** The longest list of names in a condition. */
const MOST_NAMES = 500;
const SUGGESTIONS = 8;

const COLUMNS: Record<AuditNameFilter, AuditNameColumn> = {
  actor: "actorName",
  robot: "robotName",
  project: "projectName",
};

/**
 * Names in the log that contain a text, whatever its case, including those of people, robots and projects that are gone.
 * @throws AppError as {@link auditScope}
 */
export async function suggestNames(caller: Caller, { project, by, q }: SuggestNamesInput): Promise<string[]> {
  const scope = await auditScope(caller, project);
  return q ? namesWith(scope, by, q, SUGGESTIONS) : [];
}

async function namesWith(scope: AuditScope, by: AuditNameFilter, text: string, most: number): Promise<string[]> {
  const part = text.toLowerCase();
  const found: string[] = [];
  for (let after = ""; ; await nextTurn()) {
    const names = await auditNames(COLUMNS[by], scope?.id ?? null, after, BATCH);
    found.push(...names.filter((name) => name.toLowerCase().includes(part)));
    const last = names.at(-1);
    if (found.length >= most || names.length < BATCH || last === undefined) return found.slice(0, most);
    after = last;
  }
}

/** Replaces parts of names by the names in the log that contain them. A whole name stands for itself only. */
export async function resolveNames(scope: AuditScope, filter: AuditFilter): Promise<ResolvedFilter> {
  const [actor, robot, project] = await Promise.all([
    nameCondition(scope, "actor", filter.actor),
    nameCondition(scope, "robot", filter.robot),
    scope ? null : nameCondition(scope, "project", filter.project),
  ]);
  return { ...filter, actor, robot, project };
}

async function nameCondition(scope: AuditScope, by: AuditNameFilter, text: string): Promise<NameCondition | null> {
  if (!text) return null;
  const isName = (name: string) => isAuditName(COLUMNS[by], scope?.id ?? null, name);
  if (await isName(text)) return { equals: text };
  if (text !== text.toLowerCase() && (await isName(text.toLowerCase()))) return { in: [text, text.toLowerCase()] };
  const names = await namesWith(scope, by, text, MOST_NAMES + 1);
  const [only] = names;
  if (only !== undefined && names.length === 1) return { equals: only };
  // Among so many names, it matters little that LIKE takes an underscore for any character.
  return names.length > MOST_NAMES ? { contains: text.toLowerCase() } : { in: names };
}
