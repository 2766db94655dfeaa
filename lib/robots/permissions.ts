/** What a permission is, as data: the pages, the REST API and the token service all read this catalogue. */
export type Permission = {
  /** `<resource>:<action>`, as stored and as the REST API spells it. */
  key: string;
  label: string;
  /** What holding it lets a robot do. */
  description: string;
  group: PermissionGroup;
};

export type PermissionGroup = "Artifacts" | "Helm charts" | "Tags" | "Labels and scans";

/** The ten permissions of a project robot, in the order people read them. */
export const PROJECT_PERMISSIONS = [
  {
    key: "repository:push",
    label: "Push artifacts",
    description: "Upload images and other artifacts. A registry needs pull for this, so a push token can pull too.",
    group: "Artifacts",
  },
  {
    key: "repository:pull",
    label: "Pull artifacts",
    description: "Download images and other artifacts.",
    group: "Artifacts",
  },
  {
    key: "artifact:delete",
    label: "Delete artifacts",
    description: "Remove an image or another artifact by its digest.",
    group: "Artifacts",
  },
  {
    key: "helm-chart:read",
    label: "Read Helm charts",
    description: "List and download charts of a chart repository.",
    group: "Helm charts",
  },
  {
    key: "helm-chart-version:create",
    label: "Create a Helm chart version",
    description: "Upload a version of a chart.",
    group: "Helm charts",
  },
  {
    key: "helm-chart-version:delete",
    label: "Delete a Helm chart version",
    description: "Remove one version of a chart.",
    group: "Helm charts",
  },
  { key: "tag:create", label: "Create a tag", description: "Give an existing artifact one more tag.", group: "Tags" },
  {
    key: "tag:delete",
    label: "Delete a tag",
    description: "Remove a tag; the artifact itself stays.",
    group: "Tags",
  },
  {
    key: "artifact-label:create",
    label: "Create artifact labels",
    description: "Attach labels to an artifact.",
    group: "Labels and scans",
  },
  {
    key: "scan:create",
    label: "Create a scan",
    description: "Start a vulnerability scan of an artifact.",
    group: "Labels and scans",
  },
] as const satisfies readonly Permission[];

export type ProjectPermissionKey = (typeof PROJECT_PERMISSIONS)[number]["key"];

export const PROJECT_PERMISSION_KEYS: readonly ProjectPermissionKey[] = PROJECT_PERMISSIONS.map(({ key }) => key);

/** The ten by group, for dialogs and lists. */
export const PROJECT_PERMISSION_GROUPS: readonly { group: PermissionGroup; permissions: readonly Permission[] }[] =
  Array.from(new Set(PROJECT_PERMISSIONS.map(({ group }) => group)), (group) => ({
    group,
    permissions: PROJECT_PERMISSIONS.filter((permission) => permission.group === group),
  }));

const known = new Set<string>(PROJECT_PERMISSION_KEYS);

/** The stored form of a permission set: known keys in catalogue order, joined by one space. */
export function formatAccess(keys: Iterable<string>): string {
  const held = new Set(keys);
  return PROJECT_PERMISSION_KEYS.filter((key) => held.has(key)).join(" ");
}

/** Reads the stored form. A key that this version does not know is left out, never granted. */
export function parseAccess(access: string): ProjectPermissionKey[] {
  return access.split(" ").filter((key): key is ProjectPermissionKey => known.has(key));
}
