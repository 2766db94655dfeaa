"use client";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { REACHING_COLUMNS } from "@/components/robots/robot-columns";
import { RobotsContext } from "@/components/robots/robots-context";
import { Card } from "@/components/ui/card";
import { Link } from "@/components/ui/link";
import type { ReachingRobots as Reaching } from "@/lib/robots/reaching";
import type { ListedRobot } from "@/lib/robots/robot";

const rowId = (robot: ListedRobot) => `system-${robot.id}`;
const rowName = (robot: ListedRobot) => robot.loginName;

type ReachingRobotsProps = {
  reaching: Reaching;
  isSystemAdmin: boolean;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

/** Read-only: only system admins can change them, on their own page. */
export function ReachingRobots({ reaching, isSystemAdmin, now }: ReachingRobotsProps) {
  // Only system admins can open the robots' pages.
  const base = isSystemAdmin ? "/robots" : null;
  const list = useMemo(() => ({ base, now, commands: null }), [base, now]);
  const model = useDataTable({ columns: REACHING_COLUMNS, rows: reaching.rows, rowId, rowName });
  return (
    <RobotsContext value={list}>
      <Card
        padded={false}
        title="System robot accounts"
        aria-label="System robot accounts"
        description={
          <>
            They can also reach this project, with the permissions below.{" "}
            {isSystemAdmin ? <Link href="/robots/system">Manage them</Link> : "Only system admins can change them."}
          </>
        }
      >
        <TableNavigation>
          <DataTable model={model} caption="System robot accounts that reach this project" empty={null} />
        </TableNavigation>
        {reaching.more ? (
          <p className="border-line border-t px-4 py-3 text-muted text-sm">
            These are the first {reaching.rows.length} by name. There are more.
          </p>
        ) : null}
      </Card>
    </RobotsContext>
  );
}
