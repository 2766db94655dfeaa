import { REPOSITORY_COMPONENT } from "@/lib/access/repositories";
import { AppError } from "@/lib/errors";

/** A requested scope: `type(class):name:action,action`. */
export type Scope = {
  type: string;
  /** `plugin` in `repository(plugin)`, or null; it grants nothing. */
  class: string | null;
  name: string;
  actions: string[];
};

export const MAX_SCOPES = 200;

/** Only regctl and regsync request that many scopes at once, and they have an option against it. */
export const ASK_FOR_LESS =
  "set repoAuth for this registry (regsync: repoAuth: true, regctl: registry set --repo-auth), so that each repository gets its own token";

const HOST_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = `${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::[0-9]+)?`;
const TYPE = /^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\(([a-z0-9]+)\))?$/;
const NAME = new RegExp(`^(?:${HOST}/)?${REPOSITORY_COMPONENT}(?:/${REPOSITORY_COMPONENT})*$`);
const ACTIONS = /^(?:(?:\*|[a-z]+)(?:,(?:\*|[a-z]+))*)?$/;
const MAX_NAME_LENGTH = 255;
const MAX_SCOPE_LENGTH = 1024;

/**
 * Splits at the first and the last colon, because a name may contain `host:port`.
 * @throws AppError BAD_REQUEST if it doesn't follow Distribution's token scope grammar
 */
export function parseScope(text: string): Scope {
  const first = text.indexOf(":");
  const last = text.lastIndexOf(":");
  const type = TYPE.exec(text.slice(0, Math.max(first, 0)));
  const name = text.slice(first + 1, last);
  const actions = text.slice(last + 1);
  const fits = text.length <= MAX_SCOPE_LENGTH && name.length <= MAX_NAME_LENGTH;
  if (last <= first || !type?.[1] || !fits || !NAME.test(name) || !ACTIONS.test(actions)) {
    throw new AppError("BAD_REQUEST", "malformed scope: it must have the form type:name:action,action");
  }
  const listed = actions === "" ? [] : actions.split(",");
  return { type: type[1], class: type[2] ?? null, name, actions: [...new Set(listed)] };
}

export function formatScope(scope: Scope): string {
  const kind = scope.class === null ? scope.type : `${scope.type}(${scope.class})`;
  return `${kind}:${scope.name}:${scope.actions.join(",")}`;
}

/** Merges scopes with the same type and name, in the order of their first appearance. */
export function mergeScopes(scopes: readonly Scope[]): Scope[] {
  const merged = new Map<string, Scope>();
  for (const scope of scopes) {
    const key = `${scope.type}:${scope.name}`;
    const known = merged.get(key);
    const actions = [...new Set([...(known?.actions ?? []), ...scope.actions])];
    merged.set(key, { ...(known ?? scope), actions });
  }
  return [...merged.values()];
}

/**
 * Reads every `scope` parameter of a token request; each may contain several scopes separated by spaces.
 * @throws AppError BAD_REQUEST for a malformed scope or more than `MAX_SCOPES` of them
 */
export function parseScopes(parameters: readonly string[]): Scope[] {
  const texts = parameters.flatMap((parameter) => parameter.split(" ")).filter((text) => text !== "");
  if (texts.length > MAX_SCOPES)
    throw new AppError("BAD_REQUEST", `too many scopes: at most ${MAX_SCOPES} in one request; ${ASK_FOR_LESS}`);
  const scopes = texts.map(parseScope);
  return scopes.length > 1 ? mergeScopes(scopes) : scopes;
}
