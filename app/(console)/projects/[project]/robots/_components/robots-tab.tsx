"use client";
import Eye from "lucide-react/icons/eye";
import dynamic from "next/dynamic";
import { useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { NoMatch } from "@/components/data-table/no-match";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Card } from "@/components/ui/card";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import type { RobotDto } from "@/lib/robots/queries";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { FirstUse } from "./first-use";
import { robotColumns } from "./robot-columns";
import { NEW_OPENER, RobotToolbar } from "./robot-toolbar";
import type { TabSettings } from "./tab-settings";
import { useRobotDialog } from "./use-robot-dialog";

const loadDialogs = () => import("./robot-dialogs");
const RobotDialogs = dynamic(() => loadDialogs().then((module) => module.RobotDialogs), { ssr: false });
/** Fetches the dialogs' code before it is needed. If that fails, opening one tries again. */
const preload = () => void loadDialogs().catch(() => {});

const rowId = (robot: RobotDto) => String(robot.id);
const rowName = (robot: RobotDto) => robot.loginName;

type RobotsTabProps = {
  settings: TabSettings;
  /** False for people who may look but not change. */
  canManage: boolean;
  page: Page<RobotDto>;
  /** The project has no robot at all. */
  none: boolean;
  query: ListRobotsInput;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

/** The robot accounts of a project and everything that can be done with them. */
export function RobotsTab({ settings, canManage, page, none, query, now }: RobotsTabProps) {
  const { dialog, control, openDialog } = useRobotDialog();
  const onRequest = canManage ? openDialog : null;
  useShortcut("n", "New robot account", () => openDialog({ kind: "create" }, NEW_OPENER), canManage);
  return (
    <>
      {canManage ? null : (
        <p className="flex items-center gap-2 text-muted text-sm">
          <Eye aria-hidden="true" className="size-4 shrink-0" />
          You can look at these robot accounts but not change them. The project’s admins can.
        </p>
      )}
      <Card padded={false} aria-label="Robot accounts">
        {none ? (
          <FirstUse onRequest={onRequest} onNear={preload} />
        ) : (
          <TableNavigation>
            <RobotsTable page={page} query={query} now={now} onRequest={onRequest} />
          </TableNavigation>
        )}
      </Card>
      {dialog ? (
        <RobotDialogs key={dialog.serial} request={dialog.request} control={control} settings={settings} />
      ) : null}
    </>
  );
}

type RobotsTableProps = Pick<RobotsTabProps, "page" | "query" | "now"> & {
  onRequest: ReturnType<typeof useRobotDialog>["openDialog"] | null;
};

function RobotsTable({ page, query, now, onRequest }: RobotsTableProps) {
  const columns = useMemo(() => robotColumns({ now, onRequest, onNear: preload }), [now, onRequest]);
  const model = useDataTable({
    columns,
    rows: page.rows,
    rowId,
    rowName,
    sort: { id: query.sort, dir: query.dir },
    selectable: onRequest !== null,
  });
  return (
    <>
      <RobotToolbar
        query={query}
        selected={model.selected}
        onClearSelection={model.clearSelection}
        onRequest={onRequest}
        onNear={preload}
      />
      <DataTable
        model={model}
        caption="Robot accounts"
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
}
