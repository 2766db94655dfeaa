import type { Problem } from "@/components/action/call-action";
import type { ListedRobot, RobotDetail } from "@/lib/robots/robot";

/** The buttons of the toolbar that open dialogs, as `data-opener` names them. */
export const ACTIONS_OPENER = "actions";
export const NEW_OPENER = "new";

/** A robot as a list or its page knows it. */
export type ShownRobot = ListedRobot | RobotDetail;

/** A dialog somebody asked for, and what it is about. */
export type DialogRequest =
  | { kind: "create" }
  | { kind: "edit" | "refresh" | "toggle"; robot: ShownRobot }
  | { kind: "delete"; robots: readonly ShownRobot[] };

/** How a dialog is opened, closed and left. */
export type DialogControl = {
  open: boolean;
  close: () => void;
  /** After the closing animation: forgets everything the dialog knew. */
  onClosed: () => void;
  /** Where the keyboard was before. */
  returnFocus: () => HTMLElement | null;
  /** The list may be out of date, or not. */
  onProblem: (problem: Problem) => void;
};
