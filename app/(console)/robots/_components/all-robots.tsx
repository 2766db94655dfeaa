"use client";
import { useMemo, useState } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { NoMatch } from "@/components/data-table/no-match";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { useSelection } from "@/components/data-table/use-selection";
import { RobotsContext } from "@/components/robots/robots-context";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { numberText } from "@/lib/number-text";
import type { OverviewRobot } from "@/lib/overview/queries";
import { type ListAllInput, MAX_BULK, type PreviewBulkInput, type SavedView } from "@/lib/overview/schema";
import type { Page } from "@/lib/pagination";
import type { RobotFilter } from "@/lib/robots/filters";
import { BulkDialog, type BulkKind } from "./bulk-dialog";
import { overviewColumns } from "./overview-columns";
import { OverviewToolbar } from "./overview-toolbar";

type AllRobotsProps = {
  page: Page<OverviewRobot>;
  query: ListAllInput;
  views: readonly SavedView[];
  offered: readonly RobotFilter[];
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

export function AllRobots({ now, ...list }: AllRobotsProps) {
  const context = useMemo(() => ({ base: null, now, commands: null }), [now]);
  return (
    <RobotsContext value={context}>
      <Card padded={false} aria-label="Robot accounts">
        <TableNavigation>
          <AllRobotsTable {...list} />
        </TableNavigation>
      </Card>
    </RobotsContext>
  );
}

const rowId = (robot: OverviewRobot) => String(robot.id);
const rowName = (robot: OverviewRobot) => robot.loginName;

type Chosen = { kind: BulkKind; of: PreviewBulkInput["of"] };

function AllRobotsTable({ page, query, views, offered }: Omit<AllRobotsProps, "now">) {
  const { q, status, holds } = query;
  const selection = useSelection<OverviewRobot>(JSON.stringify([q, status, holds]));
  const [isEvery, setEvery] = useState(false);
  const [dialog, setDialog] = useState<Chosen | null>(null);
  // Stable between renders: a new definition remounts its cells and loses the focus in them.
  const shown = query.columns.join();
  const columns = useMemo(() => overviewColumns(shown.split(",") as ListAllInput["columns"]), [shown]);
  const sort = { id: query.sort, dir: query.dir };
  const model = useDataTable({ columns, rows: page.rows, rowId, rowName, sort, selection });
  const { selected } = model;
  const isWhole = page.rows.length > 0 && page.rows.every(({ id }) => selection.rows.has(String(id)));
  const everything = isEvery && isWhole;
  const clear = () => {
    setEvery(false);
    selection.clear();
  };
  const open = (kind: BulkKind) =>
    setDialog({ kind, of: everything ? { matching: { q, status, holds } } : { ids: selected.map(({ id }) => id) } });
  return (
    <>
      <OverviewToolbar
        query={query}
        views={views}
        offered={offered}
        selectedCount={everything ? page.total : selected.length}
        onClear={clear}
        onBulk={open}
      />
      {isWhole && page.total > page.rows.length ? (
        <EveryMatch total={page.total} chosen={everything} shown={selected.length} onChoose={() => setEvery(true)} />
      ) : null}
      <DataTable
        model={model}
        caption="Robot accounts"
        empty={<NoMatch title="No robot accounts match" clear={{ q: null, status: null, holds: null }} />}
      />
      <DataTablePagination label="robot accounts" shown={page.rows.length} {...paging(page)} />
      {dialog ? <BulkDialog {...dialog} onClose={() => setDialog(null)} onDone={clear} /> : null}
    </>
  );
}

const paging = ({ page, size, total, capped }: Page<OverviewRobot>) => ({ page, size, total, capped });

type EveryMatchProps = { total: number; chosen: boolean; shown: number; onChoose: () => void };

/** Once a whole page is selected, offers all that match. */
function EveryMatch({ total, chosen, shown, onChoose }: EveryMatchProps) {
  const most = Math.min(total, MAX_BULK);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b bg-subtle px-4 py-2 text-sm">
      <span role="status">
        {chosen
          ? `All ${numberText(total)} that match are selected.`
          : `${numberText(shown)} on this page are selected.`}
        {chosen && total > most ? ` Only the newest ${numberText(most)} are changed at a time.` : null}
      </span>
      {chosen ? null : (
        <Button size="sm" onClick={onChoose}>
          Select all {numberText(total)} that match
        </Button>
      )}
    </div>
  );
}
