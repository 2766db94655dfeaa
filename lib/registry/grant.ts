import { type Grant, projectPermissions, repositoryPermissions, systemPermissions } from "@/lib/access/grants";
import type { Scope } from "./scope";

/** One entry of the token's `access` claim. */
export type Access = { type: string; name: string; actions: string[] };

/** What a scope's name must be: `<project>/<repo>`, also the project alone, or a fixed name for the whole instance. */
type NameRule = "repository" | "project" | "catalog";

/** Any permission in `needs` grants `action` on a scope of `type`. */
export type TokenRule = { type: string; name: NameRule; action: string; needs: readonly string[] };

const row = (type: string, name: NameRule, action: string, ...needs: string[]): TokenRule => ({
  type,
  name,
  action,
  needs,
});

/** What each requested action needs. Registries reject a push token without pull, so push includes pull. */
export const TOKEN_RULES: readonly TokenRule[] = [
  row("repository", "repository", "pull", "repository:pull", "repository:push"),
  row("repository", "repository", "push", "repository:push"),
  row("repository", "repository", "delete", "artifact:delete"),
  row("artifact-repository", "project", "pull", "helm-chart:read"),
  row("artifact-repository", "project", "push", "helm-chart-version:create"),
  // Not an action of ChartMuseum: `authorize` uses it for requests that overwrite a chart.
  row("artifact-repository", "project", "delete", "helm-chart-version:delete"),
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

/** The first path component of each scope's name, whether or not it is a project. */
export function projectsOf(scopes: readonly Scope[]): string[] {
  return scopes.flatMap(({ name }) => name.split("/", 1));
}

function permissionsFor(grants: readonly Grant[], rule: NameRule, name: string): Set<string> {
  if (rule === "catalog") return name === "catalog" ? systemPermissions(grants) : new Set();
  const slash = name.indexOf("/");
  if (rule === "project") return projectPermissions(grants, slash < 0 ? name : name.slice(0, slash));
  return slash < 0 ? new Set() : repositoryPermissions(grants, name.slice(0, slash), name.slice(slash + 1));
}

/** The actions of one scope that are both requested and permitted; `*` requests all of them. */
function grantedActions(grants: readonly Grant[], scope: Scope): string[] {
  const all = scope.actions.includes("*");
  const rules = TOKEN_RULES.filter((rule) => rule.type === scope.type && (all || scope.actions.includes(rule.action)));
  const [first] = rules;
  if (!first) return [];
  // All rules of a type have the same name rule.
  const permitted = permissionsFor(grants, first.name, scope.name);
  return rules.filter(({ needs }) => needs.some((permission) => permitted.has(permission))).map((rule) => rule.action);
}

/**
 * The `access` claim: requested ∩ permitted, scope by scope. A scope without a granted action stays, with no actions.
 * @see https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
export function grantAccess(grants: readonly Grant[], scopes: readonly Scope[]): Access[] {
  return scopes.map((scope) => ({ type: scope.type, name: scope.name, actions: grantedActions(grants, scope) }));
}
