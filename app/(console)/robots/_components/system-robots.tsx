"use client";
import Bot from "lucide-react/icons/bot";
import dynamic from "next/dynamic";
import { memo, useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { NoMatch } from "@/components/data-table/no-match";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Card } from "@/components/ui/card";
import { Empty } from "@/components/ui/empty";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import type { ListRobotsInput } from "@/lib/robots/schema";
import type { SystemRobotDto } from "@/lib/system-robots/queries";
import { NEW_OPENER } from "../../_components/robots/dialog-control";
import { NewRobotButton, RobotToolbar } from "../../_components/robots/robot-toolbar";
import { TabContext } from "../../_components/robots/tab-context";
import type { TabSettings } from "../../_components/robots/tab-settings";
import { useRobotDialog } from "../../_components/robots/use-robot-dialog";
import { SYSTEM_COLUMNS } from "./system-columns";

const loadDialogs = () => import("./system-robot-dialogs");
const SystemRobotDialogs = dynamic(() => loadDialogs().then((module) => module.SystemRobotDialogs), { ssr: false });
/** Fetches the dialogs' code before it is needed. If that fails, opening one tries again. */
const preload = () => void loadDialogs().catch(() => {});

const rowId = (robot: SystemRobotDto) => String(robot.id);
const rowName = (robot: SystemRobotDto) => robot.loginName;

type SystemRobotsProps = {
  settings: TabSettings;
  page: Page<SystemRobotDto>;
  /** There is no system robot at all. */
  none: boolean;
  query: ListRobotsInput;
  /** The server's time at rendering, in epoch seconds. */
  now: number;
};

/** The system robots and everything that can be done with them. */
export function SystemRobots({ settings, page, none, query, now }: SystemRobotsProps) {
  const { dialog, control, openDialog } = useRobotDialog();
  const { base } = settings;
  const tab = useMemo(() => ({ base, now, onRequest: openDialog, onNear: preload }), [base, now, openDialog]);
  useShortcut("n", "New robot account", () => openDialog({ kind: "create" }, NEW_OPENER));
  return (
    <TabContext value={tab}>
      <Card padded={false} aria-label="System robot accounts">
        {none ? (
          <Empty icon={<Bot />} title="No system robot accounts yet" action={<NewRobotButton />}>
            One credential for what works across projects: a mirror, a scanner, a cluster that pulls from many. You
            choose the projects, what it may do in each, and when it expires.
          </Empty>
        ) : (
          <TableNavigation>
            <SystemRobotsTable page={page} query={query} settings={settings} />
          </TableNavigation>
        )}
      </Card>
      {dialog ? (
        <SystemRobotDialogs key={dialog.serial} request={dialog.request} control={control} settings={settings} />
      ) : null}
    </TabContext>
  );
}

/** Not rendered anew when a dialog opens or closes. */
const SystemRobotsTable = memo(({ page, query, settings }: Pick<SystemRobotsProps, "page" | "query" | "settings">) => {
  const model = useDataTable({
    columns: SYSTEM_COLUMNS,
    rows: page.rows,
    rowId,
    rowName,
    sort: { id: query.sort, dir: query.dir },
    selectable: true,
  });
  return (
    <>
      <RobotToolbar
        query={query}
        policy={settings.policy}
        selected={model.selected}
        onClearSelection={model.clearSelection}
        canManage
      />
      <DataTable
        model={model}
        caption="System robot accounts"
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
