import type { Scope } from "./scope";

/** What a robot holds in one place. `project: null` means every project (kind "project") or the instance (kind "system"). */
export type Grant = {
  kind: "project" | "system";
  project: string | null;
  /** Permission keys such as "repository:pull". */
  access: readonly string[];
};

/** One entry of the token's `access` claim. */
export type Access = { type: string; name: string; actions: string[] };

/** Whether the scope's name must be `<project>/<repo>`, may be the project alone, or is the fixed name of an instance-wide thing. */
type NameRule = "repository" | "project" | "catalog";

/** One row of the token table: any permission of `needs` grants `action` on a scope of `type`. */
export type TokenRule = { type: string; name: NameRule; action: string; needs: readonly string[] };

const row = (type: string, name: NameRule, action: string, ...needs: string[]): TokenRule => ({
  type,
  name,
  action,
  needs,
});

/** What each requested action needs. A registry refuses a push token without pull, so push holds pull as well. */
export const TOKEN_RULES: readonly TokenRule[] = [
  row("repository", "repository", "pull", "repository:pull", "repository:push"),
  row("repository", "repository", "push", "repository:push"),
  row("repository", "repository", "delete", "artifact:delete"),
  row("artifact-repository", "project", "pull", "helm-chart:read"),
  row("artifact-repository", "project", "push", "helm-chart-version:create"),
  row("registry", "catalog", "*", "catalog:read"),
  row("artifact", "repository", "delete", "artifact:delete"),
  row("helm-chart", "repository", "read", "helm-chart:read"),
  row("helm-chart-version", "repository", "create", "helm-chart-version:create"),
  row("helm-chart-version", "repository", "delete", "helm-chart-version:delete"),
  row("tag", "repository", "create", "tag:create"),
  row("tag", "repository", "delete", "tag:delete"),
  row("artifact-label", "repository", "create", "artifact-label:create"),
  row("scan", "repository", "create", "scan:create"),
];

const PROJECT_NAME = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const MAX_PROJECT_NAME = 128;

/** Whether `name` can be a project's: a first component such as `host:5000` cannot, so "every project" does not cover it. */
export function isProjectName(name: string): boolean {
  return name.length <= MAX_PROJECT_NAME && PROJECT_NAME.test(name);
}

/** The permission keys the grants hold in one project. */
export function projectPermissions(grants: readonly Grant[], project: string): Set<string> {
  const held = grants.filter((grant) => grant.kind === "project" && (grant.project ?? project) === project);
  return new Set(isProjectName(project) ? held.flatMap((grant) => [...grant.access]) : []);
}

/** The permission keys the grants hold on the instance itself. */
export function systemPermissions(grants: readonly Grant[]): Set<string> {
  return new Set(grants.filter((grant) => grant.kind === "system").flatMap((grant) => [...grant.access]));
}

function permissionsFor(grants: readonly Grant[], rule: NameRule, name: string): Set<string> {
  if (rule === "catalog") return name === "catalog" ? systemPermissions(grants) : new Set();
  const slash = name.indexOf("/");
  if (slash < 0) return rule === "project" ? projectPermissions(grants, name) : new Set();
  return projectPermissions(grants, name.slice(0, slash));
}

/** The actions of one scope that are both asked for and permitted; `*` asks for all there are. */
function grantedActions(grants: readonly Grant[], scope: Scope): string[] {
  const all = scope.actions.includes("*");
  const rules = TOKEN_RULES.filter((rule) => rule.type === scope.type && (all || scope.actions.includes(rule.action)));
  return rules
    .filter(({ name, needs }) => {
      const held = permissionsFor(grants, name, scope.name);
      return needs.some((permission) => held.has(permission));
    })
    .map((rule) => rule.action);
}

/**
 * The `access` claim: requested ∩ permitted, scope by scope. A scope of which nothing is granted stays, with no actions.
 * @see https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
export function grantAccess(grants: readonly Grant[], scopes: readonly Scope[]): Access[] {
  return scopes.map((scope) => ({ type: scope.type, name: scope.name, actions: grantedActions(grants, scope) }));
}
