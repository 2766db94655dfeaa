"use client";
import Check from "lucide-react/icons/check";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { Popover } from "@/components/ui/popover";
import { SYSTEM_PERMISSION_KEYS, SYSTEM_PERMISSIONS } from "@/lib/robots/permissions";
import type { SystemRobotDto } from "@/lib/system-robots/queries";
import { PermissionsCell } from "../../_components/robots/robot-cells";
import { AccessPeek } from "./access-peek";
import { reachText } from "./reach-text";

const CELL_BUTTON =
  "-mx-1.5 max-w-44 truncate rounded-sm px-1.5 py-0.5 text-left underline decoration-control decoration-dotted underline-offset-4 hover:bg-hover data-popup-open:bg-hover";

type CellProps = { robot: SystemRobotDto };

/** Which projects it reaches; opens what it may do in each. */
export function ProjectsCell({ robot }: CellProps) {
  const text = reachText(robot.reach);
  if (text !== null)
    return (
      <Popover
        title={`Projects of ${robot.loginName}`}
        className="w-80"
        trigger={
          <button type="button" aria-label={`Projects of ${robot.loginName}: ${text}`} className={CELL_BUTTON}>
            {text}
          </button>
        }
      >
        <AccessPeek robotId={robot.id} />
      </Popover>
    );
  if (robot.system.length > 0) return <span className="text-muted">None</span>;
  return (
    <span className="whitespace-nowrap text-amber" title="Its projects were deleted: it can log in to nothing.">
      <TriangleAlert aria-hidden="true" className="mr-1.5 inline size-3.5 align-[-0.18em]" />
      No access left
    </span>
  );
}

/** How many permissions it has where it reaches; where that differs, the projects' own list says more. */
export function AnyPermissionsCell({ robot }: CellProps) {
  if (robot.permissions.length === 0) return <span className="text-muted">None</span>;
  if (robot.reach.mixed) return <span className="text-muted">By project</span>;
  return <PermissionsCell {...robot} />;
}

/** What it may do on the instance itself; opens the list. */
export function SystemPermissionsCell({ robot }: CellProps) {
  const held = new Set<string>(robot.system);
  if (held.size === 0) return <span className="text-muted">None</span>;
  const count = `${held.size} of ${SYSTEM_PERMISSION_KEYS.length}`;
  return (
    <Popover
      title={`${count} system permissions`}
      trigger={
        <button type="button" aria-label={`${count} system permissions of ${robot.loginName}`} className={CELL_BUTTON}>
          {count}
        </button>
      }
    >
      <ul className="mt-2">
        {SYSTEM_PERMISSIONS.filter(({ key }) => held.has(key)).map(({ key, label }) => (
          <li key={key} className="flex items-center gap-1.5">
            <Check aria-hidden="true" className="size-3.5 shrink-0 text-green" />
            {label}
          </li>
        ))}
      </ul>
    </Popover>
  );
}
