"use client";
import Ellipsis from "lucide-react/icons/ellipsis";
import { tableColumns } from "@/components/data-table/use-data-table";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { Time } from "@/components/ui/time";
import type { RobotDto } from "@/lib/robots/queries";
import { ExpiresCell } from "../../../../_components/robots/expires-cell";
import {
  DescriptionCell,
  EnabledCell,
  LastUsedCell,
  NameCell,
  PermissionsCell,
} from "../../../../_components/robots/robot-cells";
import { RobotMenuItems } from "../../../../_components/robots/robot-menu-items";
import { useTab } from "../../../../_components/robots/tab-context";

/** Where the keyboard comes back to after a dialog that a row's menu opened. */
const rowOpener = (robotId: number) => `robot-${robotId}`;

const column = tableColumns<RobotDto>();

/**
 * The columns of the tab for people who may look. Sortable ones are named as the address names them. Made once: a
 * column made again is a cell made again, and the focus in it is lost.
 */
export const VIEWER_COLUMNS = column.columns([
  column.accessor("loginName", {
    id: "name",
    header: "Name",
    enableSorting: true,
    meta: { card: "title", width: "17rem" },
    cell: ({ row }) => <NameCell {...row.original} />,
  }),
  column.accessor("disabled", {
    header: "Enabled",
    meta: { width: "6.5rem" },
    cell: ({ row }) => <EnabledCell disabled={row.original.disabled} />,
  }),
  column.accessor("permissions", {
    header: "Permissions",
    meta: { width: "6rem" },
    cell: ({ row }) => <PermissionsCell {...row.original} />,
  }),
  column.accessor("createdAt", {
    id: "created",
    header: "Created",
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "7.5rem" },
    cell: ({ row }) => <Time value={row.original.createdAt} />,
  }),
  column.accessor("expiresAt", {
    id: "expires",
    header: "Expires",
    enableSorting: true,
    meta: { width: "8.5rem" },
    cell: ({ row }) => <ExpiresCell expiresAt={row.original.expiresAt} />,
  }),
  column.accessor("lastUsedAt", {
    id: "lastUsed",
    header: "Last used",
    enableSorting: true,
    sortDescFirst: true,
    meta: { width: "7.5rem" },
    cell: ({ row }) => <LastUsedCell {...row.original} />,
  }),
  column.accessor("description", {
    header: "Description",
    meta: { width: "9rem" },
    cell: ({ row }) => <DescriptionCell {...row.original} />,
  }),
]);

/** The same with a menu in every row, for people who may change robots. */
export const ADMIN_COLUMNS = column.columns([
  ...VIEWER_COLUMNS,
  column.display({
    id: "menu",
    header: "Actions",
    meta: { card: "actions", align: "end", hideHeader: true },
    cell: ({ row }) => <RowMenu robot={row.original} />,
  }),
]);

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
