/** Longest login name: what registries and clients are known to carry. */
export const MAX_LOGIN_NAME_LENGTH = 255;

/** Pattern of a project's and of a robot's variable name (robot account rules, "Names"). */
export const NAME_PATTERN = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/**
 * The name a robot logs in with.
 * @param project the project's name, or null for a system robot
 */
export function loginName(prefix: string, project: string | null, name: string): string {
  return project === null ? `${prefix}${name}` : `${prefix}${project}+${name}`;
}
