"use client";
import Ellipsis from "lucide-react/icons/ellipsis";
import { tableColumns } from "@/components/data-table/use-data-table";
import { PermissionsCell, ProjectsCell, SystemPermissionsCell } from "@/components/robots/access-cells";
import { ExpiresCell } from "@/components/robots/expires-cell";
import { DescriptionCell, LastUsedCell, NameCell } from "@/components/robots/robot-cells";
import { RobotMenuItems } from "@/components/robots/robot-menu-items";
import { useRobotCommands } from "@/components/robots/robots-context";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { StateBadge } from "@/components/ui/state-badge";
import { Time } from "@/components/ui/time";
import type { ListedRobot } from "@/lib/robots/robot";

/** Names the row's menu button, so that focus returns to it after a dialog. */
const rowOpener = (robotId: number) => `robot-${robotId}`;

const column = tableColumns<ListedRobot>();

const ACCESS_COLUMNS = {
  projects: column.accessor((row) => row.reach?.count, {
    id: "projects",
    header: "Projects",
    meta: { width: "8rem" },
    cell: ({ row }) => <ProjectsCell {...row.original} />,
  }),
  permissions: column.accessor((row) => row.permissions, {
    id: "permissions",
    header: "Permissions",
    meta: { width: "6rem" },
    cell: ({ row }) => <PermissionsCell {...row.original} />,
  }),
  system: column.accessor((row) => row.system, {
    id: "system",
    header: () => <span className="block w-18 whitespace-normal py-1 leading-4">System permissions</span>,
    meta: { width: "5rem", label: "System permissions" },
    cell: ({ row }) => <SystemPermissionsCell {...row.original} />,
  }),
};

const MENU_COLUMN = column.display({
  id: "menu",
  header: "Actions",
  meta: { card: "actions", align: "end", hideHeader: true },
  cell: ({ row }) => <RowMenu robot={row.original} />,
});

/** Ids of sortable columns are the URL's sort names. */
function robotColumns({ sortable, nameWidth }: { sortable: boolean; nameWidth: string }) {
  return {
    name: column.accessor((row) => row.loginName, {
      id: "name",
      header: "Name",
      enableSorting: sortable,
      meta: { card: "title", width: nameWidth },
      cell: ({ row }) => <NameCell {...row.original} />,
    }),
    enabled: column.accessor((row) => row.disabled, {
      id: "disabled",
      header: "Enabled",
      meta: { width: "6.5rem" },
      cell: ({ row }) => <StateBadge state={row.original.disabled ? "disabled" : "enabled"} />,
    }),
    ...ACCESS_COLUMNS,
    created: column.accessor((row) => row.createdAt, {
      id: "created",
      header: "Created",
      enableSorting: sortable,
      sortDescFirst: true,
      meta: { width: "7rem" },
      cell: ({ row }) => <Time value={row.original.createdAt} />,
    }),
    expires: column.accessor((row) => row.expiresAt, {
      id: "expires",
      header: "Expires",
      enableSorting: sortable,
      meta: { width: "8.5rem" },
      cell: ({ row }) => <ExpiresCell expiresAt={row.original.expiresAt} />,
    }),
    lastUsed: column.accessor((row) => row.lastUsedAt, {
      id: "lastUsed",
      header: "Last used",
      enableSorting: sortable,
      sortDescFirst: true,
      meta: { width: "7rem" },
      cell: ({ row }) => <LastUsedCell {...row.original} />,
    }),
    description: column.accessor((row) => row.description, {
      id: "description",
      header: "Description",
      meta: { width: "9rem" },
      cell: ({ row }) => <DescriptionCell {...row.original} />,
    }),
    menu: MENU_COLUMN,
  };
}

// Created once: a new column definition remounts its cells and loses the focus in them.
const inProject = robotColumns({ sortable: true, nameWidth: "13rem" });
const onInstance = robotColumns({ sortable: true, nameWidth: "12rem" });
const reaching = robotColumns({ sortable: false, nameWidth: "13rem" });

const { projects: _, system: __, menu, ...facts } = inProject;

export const VIEWER_COLUMNS = column.columns(Object.values(facts));

export const ADMIN_COLUMNS = column.columns([...VIEWER_COLUMNS, menu]);

export const INSTANCE_COLUMNS = column.columns(Object.values(onInstance));

export const REACHING_COLUMNS = column.columns([
  reaching.name,
  reaching.enabled,
  reaching.permissions,
  reaching.expires,
  reaching.lastUsed,
  reaching.description,
]);

function RowMenu({ robot }: { robot: ListedRobot }) {
  const { onRequest, onIntent } = useRobotCommands();
  const opener = rowOpener(robot.id);
  return (
    <Menu
      trigger={
        <IconButton
          size="sm"
          tooltip={false}
          label={`Actions for ${robot.loginName}`}
          data-opener={opener}
          onPointerEnter={onIntent}
          onFocus={onIntent}
        >
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      <RobotMenuItems robots={[robot]} onRequest={(request) => onRequest(request, opener)} />
    </Menu>
  );
}
