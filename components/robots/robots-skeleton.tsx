import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";

/** Matches the height of a full page. */
export function RobotsSkeleton() {
  return <DataTableSkeleton label="robot accounts" />;
}
