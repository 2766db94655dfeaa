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

/** What can be asked of the server about robots; the page hands it down. */
export type RobotServerActions = {
  create: ServerAction<z.input<typeof createRobotSchema>, RevealedSecret>;
  update: ServerAction<z.input<typeof updateRobotSchema>, void>;
  /** One robot as it is now, with all it holds. `project`: where it belongs; null for a system robot. */
  load: ServerAction<{ project: string | null; id: number }, RobotDetail>;
  refresh: ServerAction<z.input<typeof refreshSecretSchema>, RevealedSecret>;
  setDisabled: ServerAction<z.input<typeof setRobotDisabledSchema>, void>;
  remove: ServerAction<z.input<typeof deleteRobotsSchema>, void>;
};

/** What the list, the page and the dialogs of a home's robots need to know of the instance. */
export type RobotSettings = {
  home: RobotHome;
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
  actions: RobotServerActions;
};
