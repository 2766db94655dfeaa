"use client";
import { tableColumns } from "@/components/data-table/use-data-table";
import type { SystemRobotDto } from "@/lib/system-robots/queries";
import { robotColumns } from "../../_components/robots/robot-columns";
import { AnyPermissionsCell, ProjectsCell, SystemPermissionsCell } from "./system-cells";

const column = tableColumns<SystemRobotDto>();
const columns = robotColumns<SystemRobotDto>({ sortable: true, nameWidth: "12rem" });

/** The columns of a project's tab, and what a system robot has besides. */
export const SYSTEM_COLUMNS = column.columns([
  columns.name,
  columns.enabled,
  column.accessor((row) => row.reach.count, {
    id: "projects",
    header: "Projects",
    meta: { width: "8rem" },
    cell: ({ row }) => <ProjectsCell robot={row.original} />,
  }),
  column.accessor((row) => row.permissions, {
    id: "permissions",
    header: "Permissions",
    meta: { width: "6rem" },
    cell: ({ row }) => <AnyPermissionsCell robot={row.original} />,
  }),
  column.accessor((row) => row.system, {
    id: "system",
    header: () => <span className="block w-20 whitespace-normal py-1 leading-4">System permissions</span>,
    meta: { width: "5rem", label: "System permissions" },
    cell: ({ row }) => <SystemPermissionsCell robot={row.original} />,
  }),
  columns.created,
  columns.expires,
  columns.lastUsed,
  columns.description,
  columns.menu,
]);
