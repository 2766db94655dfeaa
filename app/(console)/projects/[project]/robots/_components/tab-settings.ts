import { env } from "@/lib/env";

/** What the tab's dialogs need to know of the instance. */
export type TabSettings = {
  project: string;
  /** What every new login name of this project starts with: `robot_documentation+`. */
  loginPrefix: string;
  secretMaxLength: number;
  /** How long a token outlives its robot: "5 minutes". */
  tokenLifetime: string;
  registryHost: string | null;
};

/** The settings for one project's tab. */
export function tabSettings(project: string): TabSettings {
  const { ROBOT_NAME_PREFIX, ROBOT_SECRET_MAX_LENGTH, TOKEN_TTL_SECONDS, REGISTRY_HOST } = env();
  const minutes = Math.ceil(TOKEN_TTL_SECONDS / 60);
  return {
    project,
    loginPrefix: `${ROBOT_NAME_PREFIX}${project}+`,
    secretMaxLength: ROBOT_SECRET_MAX_LENGTH,
    tokenLifetime: minutes === 1 ? "1 minute" : `${minutes} minutes`,
    registryHost: REGISTRY_HOST ?? null,
  };
}
