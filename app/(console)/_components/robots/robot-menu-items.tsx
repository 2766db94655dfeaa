"use client";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import Pencil from "lucide-react/icons/pencil";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Trash2 from "lucide-react/icons/trash-2";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { RobotDto } from "@/lib/robots/queries";
import type { DialogRequest } from "./dialog-control";
import { type RobotAction, type RobotVerb, robotActions } from "./robot-actions";

type RobotMenuItemsProps = { robots: readonly RobotDto[]; onRequest: (request: DialogRequest) => void };

/** The items of the Actions menu and of a row's menu: the same, for whatever is selected. */
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
        icon={iconOf(action.verb, robots)}
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

function requestFor(verb: RobotVerb, robots: readonly RobotDto[]): DialogRequest | null {
  if (verb === "delete") return { kind: "delete", robots: [...robots] };
  const [robot] = robots;
  return robot ? { kind: verb, robot } : null;
}

function iconOf(verb: RobotVerb, [robot]: readonly RobotDto[]) {
  if (verb === "refresh") return <RefreshCw aria-hidden="true" />;
  if (verb === "edit") return <Pencil aria-hidden="true" />;
  if (verb === "delete") return <Trash2 aria-hidden="true" />;
  return robot?.disabled ? <CircleCheck aria-hidden="true" /> : <CircleSlash aria-hidden="true" />;
}
