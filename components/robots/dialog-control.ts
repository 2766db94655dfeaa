import type { Problem } from "@/components/action/call-action";
import type { ListedRobot, RobotDetail } from "@/lib/robots/robot";

/** The toolbar's dialog buttons, as named by `data-opener`. */
export const ACTIONS_OPENER = "actions";
export const NEW_OPENER = "new";

export type ShownRobot = ListedRobot | RobotDetail;

export type DialogRequest =
  | { kind: "create" }
  | { kind: "edit" | "duplicate" | "refresh" | "toggle" | "end-old" | "change-old"; robot: ShownRobot }
  | { kind: "delete"; robots: readonly ShownRobot[] };

export type DialogControl = {
  open: boolean;
  close: () => void;
  /** Runs after the closing animation and resets the dialog's state. */
  onClosed: () => void;
  /** Where focus returns to. */
  returnFocus: () => HTMLElement | null;
  /** Refreshes the list if the problem means it is out of date. */
  onProblem: (problem: Problem) => void;
};
