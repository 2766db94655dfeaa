"use client";
import Eye from "lucide-react/icons/eye";
import dynamic from "next/dynamic";
import { memo, useMemo } from "react";
import { DataTable } from "@/components/data-table/data-table";
import { DataTablePagination } from "@/components/data-table/data-table-pagination";
import { NoMatch } from "@/components/data-table/no-match";
import { TableNavigation } from "@/components/data-table/table-navigation";
import { useDataTable } from "@/components/data-table/use-data-table";
import { Card } from "@/components/ui/card";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import type { Page } from "@/lib/pagination";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { RobotDto } from "@/lib/robots/queries";
import type { ListRobotsInput } from "@/lib/robots/schema";
import { NEW_OPENER } from "../../../../_components/robots/dialog-control";
import { RobotToolbar } from "../../../../_components/robots/robot-toolbar";
import { TabContext } from "../../../../_components/robots/tab-context";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import { useRobotDialog } from "../../../../_components/robots/use-robot-dialog";
import { FirstUse } from "./first-use";
import { ADMIN_COLUMNS, VIEWER_COLUMNS } from "./tab-columns";

const loadDialogs = () => import("./robot-dialogs");
const RobotDialogs = dynamic(() => loadDialogs().then((module) => module.RobotDialogs), { ssr: false });
/** Fetches the dialogs' code before it is needed. If that fails, opening one tries again. */
const preload = () => void loadDialogs().catch(() => {});

const rowId = (robot: RobotDto) => String(robot.id);
const rowName = (robot: RobotDto) => robot.loginName;

type RobotsTabProps = {
  settings: ProjectTabSettings;
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
  const { base } = settings;
  const tab = useMemo(() => ({ base, now, onRequest: openDialog, onNear: preload }), [base, now, openDialog]);
  useShortcut("n", "New robot account", () => openDialog({ kind: "create" }, NEW_OPENER), canManage);
  return (
    <TabContext value={tab}>
      {canManage ? null : (
        <p className="flex items-center gap-2 text-muted text-sm">
          <Eye aria-hidden="true" className="size-4 shrink-0" />
          You can look at these robot accounts but not change them. The project’s admins can.
        </p>
      )}
      <Card padded={false} aria-label="Robot accounts">
        {none ? (
          <FirstUse canManage={canManage} />
        ) : (
          <TableNavigation>
            <RobotsTable page={page} query={query} policy={settings.policy} canManage={canManage} />
          </TableNavigation>
        )}
      </Card>
      {dialog ? (
        <RobotDialogs key={dialog.serial} request={dialog.request} control={control} settings={settings} />
      ) : null}
    </TabContext>
  );
}

type RobotsTableProps = Pick<RobotsTabProps, "page" | "query" | "canManage"> & { policy: EffectivePolicy };

/** Not rendered anew when a dialog opens or closes. */
const RobotsTable = memo(({ page, query, policy, canManage }: RobotsTableProps) => {
  const model = useDataTable({
    columns: canManage ? ADMIN_COLUMNS : VIEWER_COLUMNS,
    rows: page.rows,
    rowId,
    rowName,
    sort: { id: query.sort, dir: query.dir },
    selectable: canManage,
  });
  return (
    <>
      <RobotToolbar
        query={query}
        policy={policy}
        selected={model.selected}
        onClearSelection={model.clearSelection}
        canManage={canManage}
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
});
