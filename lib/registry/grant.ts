import { type Grant, projectPermissions, systemPermissions } from "@/lib/access/grants";
import type { Scope } from "./scope";

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
  // ChartMuseum itself knows no such action: our check of requests that overwrite a chart does.
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

/** The projects that scopes are about, as far as they are about any. */
export function projectsOf(scopes: readonly Scope[]): string[] {
  return scopes.flatMap(({ name }) => name.split("/", 1));
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
  const [first] = rules;
  if (!first) return [];
  // Every rule of a type reads the name alike.
  const held = permissionsFor(grants, first.name, scope.name);
  return rules.filter(({ needs }) => needs.some((permission) => held.has(permission))).map((rule) => rule.action);
}

/**
 * The `access` claim: requested ∩ permitted, scope by scope. A scope of which nothing is granted stays, with no actions.
 * @see https://distribution.github.io/distribution/spec/auth/token/#requesting-a-token
 */
export function grantAccess(grants: readonly Grant[], scopes: readonly Scope[]): Access[] {
  return scopes.map((scope) => ({ type: scope.type, name: scope.name, actions: grantedActions(grants, scope) }));
}
