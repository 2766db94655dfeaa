import type { Problem } from "@/components/action/call-action";
import type { RobotDto } from "@/lib/robots/queries";

/** The buttons of the toolbar that open dialogs, as `data-opener` names them. */
export const ACTIONS_OPENER = "actions";
export const NEW_OPENER = "new";

/** A dialog somebody asked for, and what it is about. */
export type DialogRequest =
  | { kind: "create" }
  | { kind: "edit" | "refresh" | "toggle"; robot: RobotDto }
  | { kind: "delete"; robots: RobotDto[] };

/** How a dialog is opened, closed and left. */
export type DialogControl = {
  open: boolean;
  close: () => void;
  /** After the closing animation: forgets everything the dialog knew. */
  onClosed: () => void;
  /** Where the keyboard was before. */
  returnFocus: () => HTMLElement | null;
  /** The row that opened the dialog is about to go: the keyboard returns to the toolbar instead. */
  leaveRow: () => void;
  /** The list may be out of date, or not. */
  onProblem: (problem: Problem) => void;
};
