import { formatAllowedAddresses } from "@/lib/access/address-list";
import { type Caller, callerId, callerName } from "@/lib/access/caller";
import { durationDays, toStoredExpiry } from "@/lib/access/expiry";
import { formatAccess, formatSystemAccess } from "@/lib/access/permissions";
import { formatPatterns } from "@/lib/access/repositories";
import { LEARN } from "../credentials/schemes";
import { searchText } from "../text";
import type { EntryGrant, RobotEntry } from "./entries";

/** The import that robots are stored by. */
export type Source = { id: number; source: string; label: string };
type Ids = ReadonlyMap<string, number>;

const MAX_DESCRIPTION = 1024;

/** @param projects ids by name */
export function robotRow(caller: Caller, from: Source, entry: RobotEntry, projects: Ids) {
  const now = new Date();
  const createdAt = timeOf(entry.createdAt, now);
  const description = entry.description
    .replace(/\p{Cc}+/gu, " ")
    .toWellFormed()
    .trim()
    .slice(0, MAX_DESCRIPTION);
  const { loginName, name, prefix, home, expiresAt, importedId } = entry;
  return {
    ...{ loginName, name, prefix, importedId, description },
    searchName: searchText(loginName),
    searchDescription: searchText(description),
    level: home === null ? "system" : "project",
    projectId: home === null ? null : (projects.get(home) ?? null),
    allowedAddresses: formatAllowedAddresses(entry.networks.map((network) => ({ network, note: from.label }))),
    disabled: entry.disabled || entry.grants.length === 0,
    expiresAt: toStoredExpiry(expiresAt),
    durationDays: durationDays(createdAt, expiresAt),
    secretHash: entry.stored ?? `${LEARN}${from.id}`,
    creatorType: "local",
    creatorId: callerId(caller),
    creatorName: callerName(caller),
    updatedByName: callerName(caller),
    ...{ createdAt, updatedAt: now, secretChangedAt: createdAt },
    ...{ importedFrom: from.source, importedAt: now, importId: from.id },
  };
}

/** Files can contain any text as a time. */
export function timeOf(text: string | null, now: Date): Date {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) || time < 0 || time > now.getTime() ? now : new Date(time);
}

export function grantRows(robotId: number, grants: readonly EntryGrant[], projects: Ids) {
  return grants.flatMap((grant) => {
    if (grant.kind === "system")
      return [{ robotId, kind: "system", projectId: null, access: formatSystemAccess(grant.access), repositories: "" }];
    const projectId = grant.project === null ? null : projects.get(grant.project);
    // Null stands for every project, so an unknown one must never become null.
    if (projectId === undefined) return [];
    const [access, repositories] = [formatAccess(grant.access), formatPatterns(grant.repositories)];
    return [{ robotId, kind: "project", projectId, access, repositories }];
  });
}
