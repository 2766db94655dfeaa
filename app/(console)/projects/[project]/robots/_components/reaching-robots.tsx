"use client";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { tableColumns, useDataTable } from "@/components/data-table/use-data-table";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { ReachingRobots as Reaching } from "@/lib/system-robots/queries";
import { robotColumns } from "../../../../_components/robots/robot-columns";
import { TabContext } from "../../../../_components/robots/tab-context";

type Row = Reaching["rows"][number];

const column = tableColumns<Row>();
const columns = robotColumns<Row>({ sortable: false });
const FACTS = [columns.enabled, columns.permissions, columns.expires, columns.lastUsed, columns.description];

/** Only system admins have a page to go to. */
const OPEN = column.columns([columns.name, ...FACTS]);
const CLOSED = column.columns([
  column.accessor((row) => row.loginName, {
    id: "name",
    header: "Name",
    meta: { card: "title", width: "17rem" },
    cell: ({ row }) => <span className="font-code">{row.original.loginName}</span>,
  }),
  ...FACTS,
]);

const rowId = (robot: Row) => `system-${robot.id}`;
const rowName = (robot: Row) => robot.loginName;
const nothing = () => undefined;

type ReachingRobotsProps = {
  reaching: Reaching;
  isSystemAdmin: boolean;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

/** The system robots that reach this project: to know of, not to change here. */
export function ReachingRobots({ reaching, isSystemAdmin, now }: ReachingRobotsProps) {
  const tab = useMemo(() => ({ base: "/robots", now, onRequest: nothing, onNear: nothing }), [now]);
  const model = useDataTable({ columns: isSystemAdmin ? OPEN : CLOSED, rows: reaching.rows, rowId, rowName });
  return (
    <TabContext value={tab}>
      <Card
        padded={false}
        title="System robot accounts"
        aria-label="System robot accounts"
        description={
          <>
            They reach this project too, with the permissions below.{" "}
            {isSystemAdmin ? <Link href="/robots">Manage them</Link> : "Only system admins can change them."}
          </>
        }
      >
        <TableNavigation>
          <DataTable model={model} caption="System robot accounts that reach this project" empty={null} />
        </TableNavigation>
        {reaching.more ? (
          <p className="border-line border-t px-4 py-3 text-muted text-sm">
            These are the first {reaching.rows.length} by name; there are more.
          </p>
        ) : null}
      </Card>
    </TabContext>
  );
}
