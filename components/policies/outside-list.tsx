"use client";
import CircleCheck from "lucide-react/icons/circle-check";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { tableColumns, useDataTable } from "@/components/data-table/use-data-table";
import { robotHref } from "@/components/robots/robot-href";
import { RobotName } from "@/components/robots/robot-name";
import { Link } from "@/components/ui/link";
import { StateBadge } from "@/components/ui/state-badge";
import { Time } from "@/components/ui/time";
import type { Page } from "@/lib/pagination";
import type { OutsideRobot } from "@/lib/robots/outside-policy";

const NEVER = -1;

const column = tableColumns<OutsideRobot>();

const PROJECT_COLUMNS = column.columns([
  column.accessor("loginName", {
    header: "Name",
    meta: { card: "title", width: "13rem" },
    cell: ({ row }) => (
      <Link look="plain" prefetch={false} href={robotHref(row.original)}>
        <RobotName loginName={row.original.loginName} />
      </Link>
    ),
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    meta: { width: "8.5rem" },
    cell: ({ row }) => (row.original.expiresAt === NEVER ? "Never" : <Time value={row.original.expiresAt} />),
  }),
  column.accessor("status", {
    header: "Enabled",
    meta: { width: "6.5rem" },
    cell: ({ row }) => <StateBadge state={row.original.status === "disabled" ? "disabled" : "enabled"} />,
  }),
]);

const INSTANCE_COLUMNS = column.columns([
  ...PROJECT_COLUMNS,
  column.accessor("project", {
    header: "Project",
    meta: { width: "9rem" },
    cell: ({ row }) => <Project name={row.original.project} />,
  }),
]);

function Project({ name }: { name: string | null }) {
  if (name === null) return <span className="text-muted">System robot account</span>;
  return (
    <Link look="plain" prefetch={false} href={`/projects/${name}/robots`} className="font-code">
      {name}
    </Link>
  );
}

const rowId = (robot: OutsideRobot) => String(robot.id);
const rowName = (robot: OutsideRobot) => robot.loginName;

type OutsideListProps = { page: Page<OutsideRobot> /** Of every project, not of one. */; instance: boolean };

export function OutsideList({ page, instance }: OutsideListProps) {
  const columns = instance ? INSTANCE_COLUMNS : PROJECT_COLUMNS;
  const model = useDataTable({ columns, rows: page.rows, rowId, rowName });
  if (page.total === 0)
    return (
      <p className="flex items-center gap-2 p-4 text-sm">
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-green" />
        Every robot account meets the policy.
      </p>
    );
  return (
    <TableNavigation>
      <DataTable model={model} caption="Robots outside the policy" empty={null} />
      <DataTablePagination
        label="robots outside the policy"
        page={page.page}
        size={page.size}
        shown={page.rows.length}
        total={page.total}
        capped={page.capped}
      />
    </TableNavigation>
  );
}
