import { env } from "@/lib/env";
import type { EffectivePolicy } from "@/lib/policies/permissions";

/** What the tab's dialogs need to know of the instance. */
export type TabSettings = {
  /** The project's name; null where the instance's system robots are. */
  project: string | null;
  /** Where the list is: `/projects/documentation/robots`. */
  base: string;
  /** What every new login name here starts with: `robot_documentation+`. */
  loginPrefix: string;
  secretMaxLength: number;
  /** How long a token outlives its robot: "5 minutes". */
  tokenLifetime: string;
  registryHost: string | null;
  /** What may be set here, and who says so. */
  policy: EffectivePolicy;
};

/** The same in a project. */
export type ProjectTabSettings = TabSettings & { project: string };

/** The settings for one project's tab, or with null for the page of system robots. */
export function tabSettings<Project extends string | null>(
  project: Project,
  policy: EffectivePolicy,
): TabSettings & { project: Project } {
  const { ROBOT_NAME_PREFIX, ROBOT_SECRET_MAX_LENGTH, TOKEN_TTL_SECONDS, REGISTRY_HOST } = env();
  const minutes = Math.ceil(TOKEN_TTL_SECONDS / 60);
  return {
    project,
    base: project === null ? "/robots" : `/projects/${project}/robots`,
    loginPrefix: project === null ? ROBOT_NAME_PREFIX : `${ROBOT_NAME_PREFIX}${project}+`,
    secretMaxLength: ROBOT_SECRET_MAX_LENGTH,
    tokenLifetime: minutes === 1 ? "1 minute" : `${minutes} minutes`,
    registryHost: REGISTRY_HOST ?? null,
    policy,
  };
}
