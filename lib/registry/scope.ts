import { AppError } from "@/lib/errors";

/** One thing a client asks a token for: `type(class):name:action,action`. */
export type Scope = {
  type: string;
  /** The class in `repository(plugin)`, else null; it grants nothing. */
  class: string | null;
  name: string;
  actions: string[];
};

/** The most scopes one token request may carry. */
export const MAX_SCOPES = 200;

/** The only clients that ask for so many at once are regctl and regsync, which can be told not to. */
export const ASK_FOR_LESS =
  "set repoAuth for this registry (regsync: repoAuth: true, regctl: registry set --repo-auth), so that each repository gets a token of its own";

const COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const HOST_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const HOST = `${HOST_LABEL}(?:\\.${HOST_LABEL})*(?::[0-9]+)?`;
const TYPE = /^([a-z0-9]+(?:-[a-z0-9]+)*)(?:\(([a-z0-9]+)\))?$/;
const NAME = new RegExp(`^(?:${HOST}/)?${COMPONENT}(?:/${COMPONENT})*$`);
const ACTIONS = /^(?:(?:\*|[a-z]+)(?:,(?:\*|[a-z]+))*)?$/;
const MAX_NAME_LENGTH = 255;
const MAX_SCOPE_LENGTH = 1024;

/** One path component of a repository's name in the Distribution reference grammar, as the source of a regular expression. */
export const REPOSITORY_COMPONENT = COMPONENT;

/**
 * Reads one scope. Split at the first and the last colon: a name may carry `host:port`.
 * @throws AppError BAD_REQUEST when it does not follow the Distribution token scope grammar.
 */
export function parseScope(text: string): Scope {
  const first = text.indexOf(":");
  const last = text.lastIndexOf(":");
  const type = TYPE.exec(text.slice(0, Math.max(first, 0)));
  const name = text.slice(first + 1, last);
  const actions = text.slice(last + 1);
  const fits = text.length <= MAX_SCOPE_LENGTH && name.length <= MAX_NAME_LENGTH;
  if (last <= first || !type?.[1] || !fits || !NAME.test(name) || !ACTIONS.test(actions)) {
    throw new AppError("BAD_REQUEST", "malformed scope: it must read type:name:action,action");
  }
  const listed = actions === "" ? [] : actions.split(",");
  return { type: type[1], class: type[2] ?? null, name, actions: [...new Set(listed)] };
}

/** The text of a scope: `parseScope` reads it back. */
export function formatScope(scope: Scope): string {
  const kind = scope.class === null ? scope.type : `${scope.type}(${scope.class})`;
  return `${kind}:${scope.name}:${scope.actions.join(",")}`;
}

/** Joins scopes of one type and name into one, keeping the order in which things were first asked for. */
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
 * Reads every `scope` parameter of a token request; each may hold several scopes parted by spaces.
 * @throws AppError BAD_REQUEST for a malformed scope or more than `MAX_SCOPES` of them.
 */
export function parseScopes(parameters: readonly string[]): Scope[] {
  const texts = parameters.flatMap((parameter) => parameter.split(" ")).filter((text) => text !== "");
  if (texts.length > MAX_SCOPES)
    throw new AppError("BAD_REQUEST", `too many scopes: at most ${MAX_SCOPES} in one request; ${ASK_FOR_LESS}`);
  const scopes = texts.map(parseScope);
  return scopes.length > 1 ? mergeScopes(scopes) : scopes;
}
