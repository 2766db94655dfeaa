"use client";
import Eye from "lucide-react/icons/eye";
import { memo, useEffect, useMemo, useRef } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { NoMatch } from "@/components/data-table/no-match";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { type Selection, useSelection } from "@/components/data-table/use-selection";
import { NEW_OPENER } from "@/components/robots/dialog-control";
import { NoRobotsYet } from "@/components/robots/no-robots-yet";
import { ADMIN_COLUMNS, INSTANCE_COLUMNS, VIEWER_COLUMNS } from "@/components/robots/robot-columns";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { RobotToolbar } from "@/components/robots/robot-toolbar";
import { RobotsContext } from "@/components/robots/robots-context";
import { SelectMatching } from "@/components/robots/select-matching";
import { findOpener, preloadDialogs, useRobotDialog } from "@/components/robots/use-robot-dialog";
import { Card } from "@/components/ui/card";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import type { RobotHome } from "@/lib/robots/home";
import type { ListedRobot } from "@/lib/robots/robot";
import type { ListRobotsInput } from "@/lib/robots/schema";

const NAMES = { project: "Robot accounts", instance: "System robot accounts" };

const rowId = (robot: ListedRobot) => String(robot.id);
const rowName = (robot: ListedRobot) => robot.loginName;

type RobotListProps = {
  settings: RobotSettings;
  canManage: boolean;
  page: Page<ListedRobot>;
  /** The list has no robots at all, regardless of filters. */
  none: boolean;
  query: ListRobotsInput;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

export function RobotList({ settings, canManage, page, none, query, now }: RobotListProps) {
  const selection = useSelection<ListedRobot>(JSON.stringify([query.q, query.status]));
  const { openDialog, dialog } = useRobotDialog(settings, {
    onDeleted: (ids) => selection.remove(ids.map(String)),
    onStale: selection.clear,
  });
  useFocusWhenEmptied(none);
  const { base, home } = settings;
  const { load } = settings.actions;
  const list = useMemo(
    () => ({ base, now, commands: { onRequest: openDialog, onIntent: preloadDialogs, load } }),
    [base, now, openDialog, load],
  );
  useShortcut("n", "New robot account", () => openDialog({ kind: "create" }, NEW_OPENER), canManage);
  return (
    <RobotsContext value={list}>
      {canManage ? null : (
        <p className="flex items-center gap-2 text-muted text-sm">
          <Eye aria-hidden="true" className="size-4 shrink-0" />
          You can view these robot accounts. Only the project’s admins can change them.
        </p>
      )}
      <Card padded={false} aria-label={NAMES[home.kind]}>
        {none ? (
          <NoRobotsYet home={home} canManage={canManage} />
        ) : (
          <TableNavigation>
            <RobotTable settings={settings} page={page} query={query} selection={canManage ? selection : undefined} />
          </TableNavigation>
        )}
      </Card>
      {dialog}
    </RobotsContext>
  );
}

/** After the last robot is deleted, the table that focus was in is gone. */
function useFocusWhenEmptied(none: boolean): void {
  const hadRobots = useRef(!none);
  useEffect(() => {
    if (none && hadRobots.current && document.activeElement === document.body) findOpener(NEW_OPENER)?.focus();
    hadRobots.current = !none;
  }, [none]);
}

function columnsFor(home: RobotHome, canManage: boolean) {
  if (home.kind === "instance") return INSTANCE_COLUMNS;
  return canManage ? ADMIN_COLUMNS : VIEWER_COLUMNS;
}

type RobotTableProps = Pick<RobotListProps, "settings" | "page" | "query"> & {
  /** None for viewers. */
  selection: Selection<ListedRobot> | undefined;
};

/** A component of its own, so that opening a dialog doesn't re-render it. */
const RobotTable = memo(({ settings, page, query, selection }: RobotTableProps) => {
  const canManage = selection !== undefined;
  const model = useDataTable({
    columns: columnsFor(settings.home, canManage),
    rows: page.rows,
    rowId,
    rowName,
    sort: { id: query.sort, dir: query.dir },
    selection,
  });
  return (
    <>
      <RobotToolbar
        query={query}
        policy={settings.policy}
        selected={model.selected}
        shown={page.rows}
        onClearSelection={selection?.clear}
        canManage={canManage}
      />
      {selection ? <SelectMatching settings={settings} query={query} page={page} selection={selection} /> : null}
      <DataTable
        model={model}
        caption={NAMES[settings.home.kind]}
        empty={<NoMatch title="No robot accounts match" clear={{ q: null, status: null }} />}
      />
      <DataTablePagination
        label="robot accounts"
        page={page.page}
        size={page.size}
        shown={page.rows.length}
        total={page.total}
        capped={page.capped}
      />
    </>
  );
});
