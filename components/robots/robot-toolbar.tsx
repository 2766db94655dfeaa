"use client";
import ChevronDown from "lucide-react/icons/chevron-down";
import Plus from "lucide-react/icons/plus";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableSearch } from "@/components/data-table/table-search";
import { ACTIONS_OPENER, NEW_OPENER } from "@/components/robots/dialog-control";
import { RobotMenuItems } from "@/components/robots/robot-menu-items";
import { useRobotCommands } from "@/components/robots/robots-context";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { EffectivePolicy } from "@/lib/policies/permissions";
import type { ListedRobot } from "@/lib/robots/robot";
import type { ListRobotsInput, RobotFilter } from "@/lib/robots/schema";

const STATUSES: readonly { value: RobotFilter; label: string }[] = [
  { value: "active", label: "Enabled" },
  { value: "expired", label: "Expired" },
  { value: "disabled", label: "Disabled" },
  { value: "idle", label: "Idle" },
  { value: "outside", label: "Outside the policy" },
  { value: "twoSecrets", label: "Two secrets" },
];

/** Offers a status only if the policy has a rule for it or the URL selects it. */
function statusesUnder(policy: EffectivePolicy, chosen: RobotFilter | null) {
  const isOffered: Partial<Record<RobotFilter, boolean>> = {
    idle: policy.idleDays !== null,
    outside: policy.maxDays !== null || policy.forbidNever,
  };
  return STATUSES.filter(({ value }) => value === chosen || (isOffered[value] ?? true));
}

type RobotToolbarProps = {
  query: ListRobotsInput;
  policy: EffectivePolicy;
  selected: readonly ListedRobot[];
  onClearSelection: () => void;
  canManage: boolean;
};

export function RobotToolbar({ query, policy, selected, onClearSelection, canManage }: RobotToolbarProps) {
  return (
    <DataTableToolbar
      search={<TableSearch value={query.q} label="Search by name" />}
      filters={
        <TableFilter param="status" label="Status" value={query.status} items={statusesUnder(policy, query.status)} />
      }
      selectedCount={selected.length}
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
