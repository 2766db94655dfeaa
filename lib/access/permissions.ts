/** The catalog that the pages, the REST API and the token service share. */
export type Permission = {
  /** `<resource>:<action>`, as stored and as the REST API spells it. */
  key: string;
  label: string;
  /** What it lets a robot do. */
  description: string;
  group: PermissionGroup;
};

export type PermissionGroup =
  | "Artifacts"
  | "Helm charts"
  | "Tags"
  | "Labels and scans"
  | "Project management API"
  | "The whole instance";

/** The ten permissions of a project robot, in the order people read them. */
export const PROJECT_PERMISSIONS = [
  {
    key: "repository:push",
    label: "Push artifacts",
    description:
      "Upload images and other artifacts. Registries require pull for this, so a robot that can push can also pull.",
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
    description: "Remove an image or other artifact by digest.",
    group: "Artifacts",
  },
  {
    key: "helm-chart:read",
    label: "Read Helm charts",
    description: "List and download charts.",
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
  { key: "tag:create", label: "Create a tag", description: "Add a tag to an existing artifact.", group: "Tags" },
  {
    key: "tag:delete",
    label: "Delete a tag",
    description: "Remove a tag. The artifact stays.",
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

const API_GROUP = "Project management API";

/** Permissions in a project through the REST API, beyond the ten. New robots don't have them by default. */
export const API_PERMISSIONS = [
  {
    key: "project:read",
    label: "Read the project",
    description: "View project details.",
    group: API_GROUP,
  },
  {
    key: "robot:create",
    label: "Create robot accounts",
    description: "Create robot accounts in this project with no more permissions than this one.",
    group: API_GROUP,
  },
  {
    key: "robot:list",
    label: "List robot accounts",
    description: "List this project’s robot accounts.",
    group: API_GROUP,
  },
  {
    key: "robot:read",
    label: "Read a robot account",
    description: "View one of this project’s robot accounts.",
    group: API_GROUP,
  },
  {
    key: "robot:delete",
    label: "Delete robot accounts",
    description: "Delete any robot account in this project.",
    group: API_GROUP,
  },
  {
    key: "robot:rotate-self",
    label: "Rotate its own secret",
    description: "Replace its own secret. The old one keeps working for a while.",
    group: API_GROUP,
  },
  { key: "member:list", label: "List members", description: "See who has a role in the project.", group: API_GROUP },
  { key: "log:list", label: "Read activity", description: "Read the project’s activity.", group: API_GROUP },
] as const satisfies readonly Permission[];

const SYSTEM_GROUP = "The whole instance";

/** Permissions of system robots on the instance, through the REST API or the registry's catalog. */
export const SYSTEM_PERMISSIONS = [
  {
    key: "project:create",
    label: "Create projects",
    description: "Create projects without becoming a member.",
    group: SYSTEM_GROUP,
  },
  { key: "project:list", label: "List projects", description: "List every project.", group: SYSTEM_GROUP },
  {
    key: "robot:create",
    label: "Create system robot accounts",
    description: "Create system robot accounts with no more permissions than this one.",
    group: SYSTEM_GROUP,
  },
  {
    key: "robot:list",
    label: "List system robot accounts",
    description: "List every system robot account.",
    group: SYSTEM_GROUP,
  },
  {
    key: "robot:read",
    label: "Read a system robot account",
    description: "Read any system robot account.",
    group: SYSTEM_GROUP,
  },
  {
    key: "robot:delete",
    label: "Delete system robot accounts",
    description: "Delete any system robot account.",
    group: SYSTEM_GROUP,
  },
  {
    key: "robot:rotate-self",
    label: "Rotate its own secret",
    description: "Replace its own secret. The old one keeps working for a while.",
    group: SYSTEM_GROUP,
  },
  {
    key: "catalog:read",
    label: "Read the catalog",
    description: "List every repository of the registry.",
    group: SYSTEM_GROUP,
  },
  {
    key: "audit-log:list",
    label: "Read the instance’s activity",
    description: "Read the activity of every project and person.",
    group: SYSTEM_GROUP,
  },
] as const satisfies readonly Permission[];

type ArtifactPermissionKey = (typeof PROJECT_PERMISSIONS)[number]["key"];
export type ProjectPermissionKey = ArtifactPermissionKey | (typeof API_PERMISSIONS)[number]["key"];
export type SystemPermissionKey = (typeof SYSTEM_PERMISSIONS)[number]["key"];

/** The ten, which are checked by default in the form for a new robot. */
export const PROJECT_PERMISSION_KEYS: readonly ProjectPermissionKey[] = PROJECT_PERMISSIONS.map(({ key }) => key);
export const API_PERMISSION_KEYS: readonly ProjectPermissionKey[] = API_PERMISSIONS.map(({ key }) => key);
export const PROJECT_ACCESS_KEYS: readonly ProjectPermissionKey[] = [
  ...PROJECT_PERMISSION_KEYS,
  ...API_PERMISSION_KEYS,
];
export const SYSTEM_PERMISSION_KEYS: readonly SystemPermissionKey[] = SYSTEM_PERMISSIONS.map(({ key }) => key);

export const PROJECT_PERMISSION_GROUPS: readonly { group: PermissionGroup; permissions: readonly Permission[] }[] =
  Array.from(new Set(PROJECT_PERMISSIONS.map(({ group }) => group)), (group) => ({
    group,
    permissions: PROJECT_PERMISSIONS.filter((permission) => permission.group === group),
  }));

function keysAmong<Key extends string>(catalog: readonly Key[], keys: Iterable<string>): Key[] {
  const held = new Set(keys);
  return catalog.filter((key) => held.has(key));
}

/** The stored form of a permission set: known keys in catalog order, joined by one space. */
export const formatAccess = (keys: Iterable<string>) => keysAmong(PROJECT_ACCESS_KEYS, keys).join(" ");
export const formatSystemAccess = (keys: Iterable<string>) => keysAmong(SYSTEM_PERMISSION_KEYS, keys).join(" ");

/** Parses the stored form. Unknown keys, of a later version, are ignored and never granted. */
export const parseAccess = (access: string) => keysAmong(PROJECT_ACCESS_KEYS, access.split(" "));
export const parseSystemAccess = (access: string) => keysAmong(SYSTEM_PERMISSION_KEYS, access.split(" "));
