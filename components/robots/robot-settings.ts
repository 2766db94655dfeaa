import type { z } from "zod";
import type { ServerAction } from "@/components/action/use-action";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RevealedSecret } from "@/lib/robots/creation";
import type { RobotHome } from "@/lib/robots/home";
import type { RobotDetail } from "@/lib/robots/robot";
import type {
  createRobotSchema,
  deleteRobotsSchema,
  refreshSecretSchema,
  setRobotDisabledSchema,
  updateRobotSchema,
} from "@/lib/robots/schema";

export type RobotServerActions = {
  create: ServerAction<z.input<typeof createRobotSchema>, RevealedSecret>;
  update: ServerAction<z.input<typeof updateRobotSchema>, void>;
  /** @param project null for a system robot */
  load: ServerAction<{ project: string | null; id: number }, RobotDetail>;
  refresh: ServerAction<z.input<typeof refreshSecretSchema>, RevealedSecret>;
  setDisabled: ServerAction<z.input<typeof setRobotDisabledSchema>, void>;
  remove: ServerAction<z.input<typeof deleteRobotsSchema>, void>;
};

export type RobotSettings = {
  home: RobotHome;
  /** The list's path: `/projects/documentation/robots`. */
  base: string;
  /** `robot_documentation+` */
  loginPrefix: string;
  secretMaxLength: number;
  /** How long issued tokens remain valid: "5 minutes". */
  tokenLifetime: string;
  /** What login commands name; null until someone enters it. */
  registryHost: string | null;
  /** Where it can be entered; null for people who can’t. */
  connectHref: string | null;
  /** The policy in effect and where each rule comes from. */
  policy: EffectivePolicy;
  actions: RobotServerActions;
};
