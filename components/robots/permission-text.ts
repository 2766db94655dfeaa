import {
  API_PERMISSION_KEYS,
  API_PERMISSIONS,
  type Permission,
  PROJECT_PERMISSION_GROUPS,
  PROJECT_PERMISSION_KEYS,
} from "@/lib/access/permissions";

export const ACCESS_GROUPS: readonly { group: string; permissions: readonly Permission[] }[] = [
  ...PROJECT_PERMISSION_GROUPS,
  { group: "Project management API", permissions: API_PERMISSIONS },
];

/** "10 of 10"; with API permissions, "10 of 10 + 2". */
export function countText(permissions: readonly string[]): string {
  const granted = new Set(permissions);
  const count = (keys: readonly string[]) => keys.filter((key) => granted.has(key)).length;
  const api = count(API_PERMISSION_KEYS);
  return `${count(PROJECT_PERMISSION_KEYS)} of ${PROJECT_PERMISSION_KEYS.length}${api > 0 ? ` + ${api}` : ""}`;
}

/** "some repositories", by the number of patterns. */
export const repositoryCount = (patterns: readonly string[]): string =>
  patterns.length === 1 ? `only ${patterns[0]}` : `${patterns.length} repository patterns`;

/** Groups with at least one granted permission. */
export function grantedGroups(permissions: readonly string[]): { group: string; permissions: Permission[] }[] {
  const granted = new Set(permissions);
  return ACCESS_GROUPS.map(({ group, permissions: all }) => ({
    group,
    permissions: all.filter(({ key }) => granted.has(key)),
  })).filter(({ permissions: granted }) => granted.length > 0);
}
