"use client";
import type { DialogRequest, ShownRobot } from "@/components/robots/dialog-control";
import { type RobotAction, type RobotVerb, robotActions } from "@/components/robots/robot-actions";
import { VerbIcon } from "@/components/robots/verb-icon";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";

type RobotMenuItemsProps = { robots: readonly ShownRobot[]; onRequest: (request: DialogRequest) => void };

export function RobotMenuItems({ robots, onRequest }: RobotMenuItemsProps) {
  return robotActions(robots).map((action) => (
    <Item key={action.verb} action={action} robots={robots} onRequest={onRequest} />
  ));
}

function Item({ action, robots, onRequest }: { action: RobotAction } & RobotMenuItemsProps) {
  const isDelete = action.verb === "delete";
  return (
    <>
      {isDelete ? <MenuSeparator /> : null}
      <MenuItem
        icon={<VerbIcon verb={action.verb} disabled={robots[0]?.disabled ?? false} />}
        tone={isDelete ? "danger" : "neutral"}
        disabled={action.reason !== undefined}
        reason={action.reason}
        onSelect={() => {
          const request = requestFor(action.verb, robots);
          if (request) onRequest(request);
        }}
      >
        {action.label}
      </MenuItem>
    </>
  );
}

function requestFor(verb: RobotVerb, robots: readonly ShownRobot[]): DialogRequest | null {
  if (verb === "delete") return { kind: "delete", robots: [...robots] };
  const [robot] = robots;
  return robot ? { kind: verb, robot } : null;
}
