import type { ShownRobot } from "@/components/robots/dialog-control";

export type RobotVerb = "refresh" | "toggle" | "edit" | "duplicate" | "delete";

/** A reason disables the item. */
export type RobotAction = { verb: RobotVerb; label: string; reason?: string };

const NONE = "Select a robot account first.";
const SEVERAL = "Select only one robot account.";

/** With several robots selected, only Delete is available. */
export function robotActions(selected: readonly Pick<ShownRobot, "disabled">[]): RobotAction[] {
  const [only] = selected;
  const toggle = selected.length !== 1 || !only ? "Enable or disable" : only.disabled ? "Enable" : "Disable";
  const reason = selected.length === 0 ? NONE : selected.length > 1 ? SEVERAL : undefined;
  return [
    { verb: "refresh", label: "Refresh secret", reason },
    { verb: "toggle", label: toggle, reason },
    { verb: "edit", label: "Edit", reason },
    { verb: "duplicate", label: "Duplicate", reason },
    { verb: "delete", label: "Delete", reason: selected.length === 0 ? NONE : undefined },
  ];
}
