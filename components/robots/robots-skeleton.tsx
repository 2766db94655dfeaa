import { DataTableSkeleton } from "@/components/data-table/data-table-skeleton";

/** Stands in for the table while it loads, as high as a full page of it. */
export function RobotsSkeleton() {
  return <DataTableSkeleton label="robot accounts" />;
}
