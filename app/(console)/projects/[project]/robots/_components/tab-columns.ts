"use client";
import { tableColumns } from "@/components/data-table/use-data-table";
import type { RobotDto } from "@/lib/robots/queries";
import { robotColumns } from "../../../../_components/robots/robot-columns";

const column = tableColumns<RobotDto>();
const { menu, ...columns } = robotColumns<RobotDto>({ sortable: true });

/** The columns of the tab for people who may look. */
export const VIEWER_COLUMNS = column.columns(Object.values(columns));

/** The same with a menu in every row, for people who may change robots. */
export const ADMIN_COLUMNS = column.columns([...VIEWER_COLUMNS, menu]);
