import type { z } from "zod";
import type { ServerAction } from "@/components/action/use-action";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RevealedSecret } from "@/lib/robots/creation";
import type { RobotHome } from "@/lib/robots/home";
import type { RefreshedSecret } from "@/lib/robots/refresh";
import type { ListedRobot, RobotDetail } from "@/lib/robots/robot";
import type {
  createRobotSchema,
  deleteRobotsSchema,
  selectRobotsSchema,
  setRobotDisabledSchema,
  updateRobotSchema,
} from "@/lib/robots/schema";
import type { changeOldSecretSchema, endOldSecretSchema, refreshSecretSchema } from "@/lib/robots/secret-schema";

export type RobotServerActions = {
  create: ServerAction<z.input<typeof createRobotSchema>, RevealedSecret>;
  update: ServerAction<z.input<typeof updateRobotSchema>, void>;
  /** @param project null for a system robot */
  load: ServerAction<{ project: string | null; id: number }, RobotDetail>;
  refresh: ServerAction<z.input<typeof refreshSecretSchema>, RefreshedSecret>;
  endOldSecret: ServerAction<z.input<typeof endOldSecretSchema>, void>;
  changeOldSecret: ServerAction<z.input<typeof changeOldSecretSchema>, number>;
  setDisabled: ServerAction<z.input<typeof setRobotDisabledSchema>, void>;
  /** Robots of a list by search and filters, to select them all. */
  select: ServerAction<z.input<typeof selectRobotsSchema>, ListedRobot[]>;
  remove: ServerAction<z.input<typeof deleteRobotsSchema>, void>;
};

export type RobotSettings = {
  home: RobotHome;
  /** The list's path: `/projects/documentation/robots`. */
  base: string;
  /** `robot_documentation+` */
  loginPrefix: string;
  secretMaxLength: number;
  /** The longest the policy lets an old secret keep working; 0 if not at all. */
  maxGraceSeconds: number;
  /** How long issued tokens remain valid: "5 minutes". */
  tokenLifetime: string;
  /** What login commands name; null until someone enters it. */
  registryHost: string | null;
  /** The reader's own address, as the server sees it. */
  viewerAddress: string | null;
  /** Where it can be entered; null for people who can’t. */
  connectHref: string | null;
  /** The policy in effect and where each rule comes from. */
  policy: EffectivePolicy;
  actions: RobotServerActions;
};
