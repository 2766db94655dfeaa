import { NO_FILTER } from "@/components/activity/activity-address";
import { detailItems } from "@/components/activity/detail-list";
import { TableLink } from "@/components/data-table/table-navigation";
import { buttonStyle } from "@/components/ui/button";
import { type Definition, DefinitionList } from "@/components/ui/definition-list";
import { Time } from "@/components/ui/time";
import type { AuditRow } from "@/lib/activity/queries";

const ACTOR_TYPES: Record<string, string> = {
  user: "Person",
  robot: "Robot account",
  system: "Purser itself",
  anonymous: "Not signed in",
};

export function EventDetails({ row, instance }: { row: AuditRow; instance: boolean }) {
  const only = buttonStyle({ size: "sm", className: "max-w-full" });
  return (
    <div className="flex flex-col gap-3 rounded-md border border-line bg-canvas px-3 py-2">
      <DefinitionList items={[...detailItems(row.details), ...circumstances(row)]} />
      <div className="flex flex-wrap gap-2 pb-1">
        <TableLink patch={{ ...NO_FILTER, actor: row.actor.name }} className={only}>
          <span className="truncate">All activity by {row.actor.name}</span>
        </TableLink>
        {row.robot ? (
          <TableLink patch={{ ...NO_FILTER, robot: row.robot.name }} className={only}>
            <span className="truncate">All activity about {row.robot.name}</span>
          </TableLink>
        ) : null}
        {instance && row.project ? (
          <TableLink patch={{ ...NO_FILTER, project: row.project.name }} className={only}>
            <span className="truncate">All activity in {row.project.name}</span>
          </TableLink>
        ) : null}
      </div>
    </div>
  );
}

function circumstances(row: AuditRow): Definition[] {
  return [
    { term: "Time", value: <Time value={row.at} format="exact" /> },
    { term: "Actor", value: ACTOR_TYPES[row.actor.type] ?? row.actor.type },
    ...(row.address ? [{ term: "Address", value: <span className="font-code">{row.address}</span> }] : []),
    ...(row.requestId ? [{ term: "Request ID", value: <span className="font-code">{row.requestId}</span> }] : []),
    { term: "Event", value: <span className="font-code">{`${row.action} #${row.id}`}</span> },
  ];
}
