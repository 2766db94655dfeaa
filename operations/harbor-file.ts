import { PROJECT_ACCESS_KEYS, SYSTEM_PERMISSION_KEYS } from "@/lib/access/permissions";

type Access = { resource?: unknown; resources?: unknown; actions?: unknown };
type Scope = { kind?: unknown; namespace?: unknown; access?: unknown };
type HarborFile = { name?: unknown; description?: unknown; duration?: unknown; level?: unknown; permissions?: unknown };

/** Whether it is a file of harbor-cli's --robot-config-file, which describes one robot account. */
export function isHarborFile(value: unknown): value is HarborFile {
  return (
    typeof value === "object" && value !== null && !("apiVersion" in value) && "permissions" in value && "name" in value
  );
}

const KEYS = {
  file: ["name", "description", "duration", "level", "permissions"],
  scope: ["kind", "namespace", "access"],
  access: ["resource", "resources", "actions"],
} as const;

/** Keys that harbor-cli would pass over. */
export function unknownKeys(file: HarborFile): { path: (string | number)[]; key: string }[] {
  const unknown = (value: unknown, known: readonly string[], path: (string | number)[]) =>
    Object.keys(typeof value === "object" && value !== null ? value : {})
      .filter((key) => !known.includes(key))
      .map((key) => ({ path, key }));
  const scopes = (Array.isArray(file.permissions) ? file.permissions : []) as (Scope | null)[];
  return [
    ...unknown(file, KEYS.file, []),
    ...scopes.flatMap((scope, index) => {
      const path = ["permissions", index];
      const items = (Array.isArray(scope?.access) ? scope.access : []) as unknown[];
      return [
        ...unknown(scope, KEYS.scope, path),
        ...items.flatMap((item, row) => unknown(item, KEYS.access, [...path, "access", row])),
      ];
    }),
  ];
}

/**
 * The same as a document of ours. As harbor-cli does, it leaves out permissions that don't exist here, and says so.
 * @param warn called with each of them
 */
export function fromHarborFile(file: HarborFile, warn: (text: string) => void): object {
  const scopes = (Array.isArray(file.permissions) ? file.permissions : []).map((one) => (one ?? {}) as Scope);
  const level = String(file.level ?? "project").toLowerCase();
  const shared = {
    ...{ name: file.name, description: file.description ?? "" },
    expires: file.duration === -1 ? "never" : `${String(file.duration)}d`,
  };
  const head = { apiVersion: "purser/v1" };
  if (level === "system") return { ...head, level, robots: [{ ...shared, ...systemAccess(scopes, warn) }] };
  const [scope] = scopes;
  const permissions = scopes.flatMap((one) => keysOf(one, warn));
  return { ...head, project: scope?.namespace, robots: [{ ...shared, permissions: [...new Set(permissions)] }] };
}

function systemAccess(scopes: readonly Scope[], warn: (text: string) => void) {
  const isSystem = ({ kind }: Scope) => String(kind).toLowerCase() === "system";
  const projects = new Map<unknown, Set<string>>();
  for (const scope of scopes.filter((one) => !isSystem(one))) {
    const held = projects.get(scope.namespace) ?? new Set();
    for (const key of keysOf(scope, warn)) held.add(key);
    if (held.size > 0) projects.set(scope.namespace, held);
  }
  const system = scopes.filter(isSystem).flatMap((scope) => keysOf(scope, warn));
  return {
    ...(system.length > 0 && { system: [...new Set(system)] }),
    ...(projects.size > 0 && {
      projects: Array.from(projects, ([project, held]) => ({ project, permissions: [...held] })),
    }),
  };
}

function keysOf({ kind, access }: Scope, warn: (text: string) => void): string[] {
  const catalog: readonly string[] =
    String(kind).toLowerCase() === "system" ? SYSTEM_PERMISSION_KEYS : PROJECT_ACCESS_KEYS;
  return (Array.isArray(access) ? access : []).flatMap((one) => {
    const item = (one ?? {}) as Access;
    const resources = listOf(item.resource ?? item.resources);
    return resources.flatMap((resource) =>
      listOf(item.actions).flatMap((action) => matching(catalog, resource, action, warn)),
    );
  });
}

const listOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(String);

function matching(
  catalog: readonly string[],
  resource: string,
  action: string,
  warn: (text: string) => void,
): string[] {
  const found = catalog.filter((key) => {
    const [ownResource, ownAction] = key.split(":");
    return (resource === "*" || resource === ownResource) && (action === "*" || action === ownAction);
  });
  if (found.length === 0) warn(`there is no permission ${resource}:${action} here; it is left out`);
  return found;
}
