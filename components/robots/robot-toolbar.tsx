"use client";
import ChevronDown from "lucide-react/icons/chevron-down";
import Plus from "lucide-react/icons/plus";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { TableFilters } from "@/components/data-table/table-filters";
import { TableSearch } from "@/components/data-table/table-search";
import { ACTIONS_OPENER, NEW_OPENER } from "@/components/robots/dialog-control";
import { RobotMenuItems } from "@/components/robots/robot-menu-items";
import { useRobotCommands } from "@/components/robots/robots-context";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import { offeredFilters, ROBOT_FILTERS } from "@/lib/robots/filters";
import type { ListedRobot } from "@/lib/robots/robot";
import type { ListRobotsInput } from "@/lib/robots/schema";

type RobotToolbarProps = {
  query: ListRobotsInput;
  policy: EffectivePolicy;
  selected: readonly ListedRobot[];
  /** The rows on this page. */
  shown: readonly ListedRobot[];
  onClearSelection: (() => void) | undefined;
  canManage: boolean;
};

export function RobotToolbar(props: RobotToolbarProps) {
  const { query, policy, selected, shown, onClearSelection, canManage } = props;
  const here = new Set(shown.map(({ id }) => id));
  return (
    <DataTableToolbar
      search={<TableSearch value={query.q} label="Search by name or description" />}
      filters={
        <TableFilters
          param="status"
          label="Status"
          value={query.status}
          items={offeredFilters(policy, query.status).map((value) => ({ value, ...ROBOT_FILTERS[value] }))}
        />
      }
      selectedCount={selected.length}
      elsewhereCount={selected.filter(({ id }) => !here.has(id)).length}
      onClearSelection={onClearSelection}
      actions={
        canManage ? (
          <>
            <ActionsMenu selected={selected} />
            <NewRobotButton />
          </>
        ) : undefined
      }
    />
  );
}

function ActionsMenu({ selected }: { selected: readonly ListedRobot[] }) {
  const { onRequest, onIntent } = useRobotCommands();
  return (
    <Menu
      trigger={
        <Button data-opener={ACTIONS_OPENER} onPointerEnter={onIntent} onFocus={onIntent}>
          Actions
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <RobotMenuItems robots={selected} onRequest={(request) => onRequest(request, ACTIONS_OPENER)} />
    </Menu>
  );
}

export function NewRobotButton() {
  const { onRequest, onIntent } = useRobotCommands();
  return (
    <Button
      variant="primary"
      data-opener={NEW_OPENER}
      aria-keyshortcuts="n"
      onPointerEnter={onIntent}
      onFocus={onIntent}
      onClick={() => onRequest({ kind: "create" }, NEW_OPENER)}
    >
      <Plus aria-hidden="true" />
      New Robot Account
    </Button>
  );
}
