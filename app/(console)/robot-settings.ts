import type { RobotServerActions, RobotSettings } from "@/components/robots/robot-settings";
import type { Actor } from "@/lib/access/caller";
import { loginName } from "@/lib/access/robot-name";
import { env } from "@/lib/env";
import { maxGraceSeconds } from "@/lib/policies/grace";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import { getRegistryHost } from "@/lib/registry/host";
import { projectNameOf, type RobotHome } from "@/lib/robots/home";
import {
  changeOldSecretAction,
  createRobotAction,
  deleteRobotsAction,
  deleteThisRobotAction,
  endOldSecretAction,
  getRobotAction,
  refreshSecretAction,
  selectRobotsAction,
  setRobotDisabledAction,
  updateRobotAction,
} from "./robot-actions";

const LIST_ACTIONS: RobotServerActions = {
  create: createRobotAction,
  update: updateRobotAction,
  load: getRobotAction,
  refresh: refreshSecretAction,
  endOldSecret: endOldSecretAction,
  changeOldSecret: changeOldSecretAction,
  setDisabled: setRobotDisabledAction,
  select: selectRobotsAction,
  remove: deleteRobotsAction,
};

export function robotsPath(home: RobotHome): string {
  return home.kind === "project" ? `/projects/${home.name}/robots` : "/robots";
}

type Registry = Pick<RobotSettings, "registryHost" | "connectHref" | "viewerAddress">;

export async function registryFor(actor: Actor): Promise<Registry> {
  const connectHref = actor.isAdmin ? "/settings/registry" : null;
  return { registryHost: await getRegistryHost(), connectHref, viewerAddress: actor.address };
}

export function listSettings(home: RobotHome, policy: EffectivePolicy, registry: Registry): RobotSettings {
  const { ROBOT_NAME_PREFIX, ROBOT_SECRET_MAX_LENGTH, TOKEN_TTL_SECONDS } = env();
  const minutes = Math.ceil(TOKEN_TTL_SECONDS / 60);
  return {
    home,
    base: robotsPath(home),
    loginPrefix: loginName(ROBOT_NAME_PREFIX, projectNameOf(home), ""),
    secretMaxLength: ROBOT_SECRET_MAX_LENGTH,
    maxGraceSeconds: maxGraceSeconds(policy),
    tokenLifetime: minutes === 1 ? "1 minute" : `${minutes} minutes`,
    ...registry,
    policy,
    actions: LIST_ACTIONS,
  };
}

export function pageSettings(home: RobotHome, policy: EffectivePolicy, registry: Registry): RobotSettings {
  return { ...listSettings(home, policy, registry), actions: { ...LIST_ACTIONS, remove: deleteThisRobotAction } };
}
