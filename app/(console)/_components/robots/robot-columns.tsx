"use client";
import Ellipsis from "lucide-react/icons/ellipsis";
import { tableColumns } from "@/components/data-table/use-data-table";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { Time } from "@/components/ui/time";
import type { RobotDto } from "@/lib/robots/queries";
import { ExpiresCell } from "./expires-cell";
import { DescriptionCell, EnabledCell, LastUsedCell, NameCell, PermissionsCell } from "./robot-cells";
import { RobotMenuItems } from "./robot-menu-items";
import { useTab } from "./tab-context";

/** Where the keyboard comes back to after a dialog that a row's menu opened. */
const rowOpener = (robotId: number) => `robot-${robotId}`;

type ColumnOptions = { sortable: boolean; nameWidth?: string };

/**
 * The columns of a list of robots, to put together as the list needs them. Sortable ones are named as the address names
 * them. Made once, outside of components: a column made again is a cell made again, and the focus in it is lost.
 */
export function robotColumns<Row extends RobotDto>({ sortable, nameWidth = "17rem" }: ColumnOptions) {
  const column = tableColumns<Row>();
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
      cell: ({ row }) => <EnabledCell disabled={row.original.disabled} />,
    }),
    permissions: column.accessor((row) => row.permissions, {
      id: "permissions",
      header: "Permissions",
      meta: { width: "6rem" },
      cell: ({ row }) => <PermissionsCell {...row.original} />,
    }),
    created: column.accessor((row) => row.createdAt, {
      id: "created",
      header: "Created",
      enableSorting: sortable,
      sortDescFirst: true,
      meta: { width: "7.5rem" },
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
      meta: { width: "7.5rem" },
      cell: ({ row }) => <LastUsedCell {...row.original} />,
    }),
    description: column.accessor((row) => row.description, {
      id: "description",
      header: "Description",
      meta: { width: "9rem" },
      cell: ({ row }) => <DescriptionCell {...row.original} />,
    }),
    /** The same as the Actions menu, in every row. */
    menu: column.display({
      id: "menu",
      header: "Actions",
      meta: { card: "actions", align: "end", hideHeader: true },
      cell: ({ row }) => <RowMenu robot={row.original} />,
    }),
  };
}

function RowMenu({ robot }: { robot: RobotDto }) {
  const { onRequest, onNear } = useTab();
  const opener = rowOpener(robot.id);
  return (
    <Menu
      trigger={
        <IconButton
          size="sm"
          tooltip={false}
          label={`Actions for ${robot.loginName}`}
          data-opener={opener}
          onPointerEnter={onNear}
          onFocus={onNear}
        >
          <Ellipsis aria-hidden="true" />
        </IconButton>
      }
    >
      <RobotMenuItems robots={[robot]} onRequest={(request) => onRequest(request, opener)} />
    </Menu>
  );
}
