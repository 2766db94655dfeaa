/** Registries and clients are known to accept this length. */
export const MAX_LOGIN_NAME_LENGTH = 255;

/** Pattern of project names and robot names. */
export const NAME_PATTERN = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/**
 * @param project the project's name, or null for a system robot
 */
export function loginName(prefix: string, project: string | null, name: string): string {
  return project === null ? `${prefix}${name}` : `${prefix}${project}+${name}`;
}
