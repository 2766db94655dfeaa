"use client";
import ChevronDown from "lucide-react/icons/chevron-down";
import Plus from "lucide-react/icons/plus";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableSearch } from "@/components/data-table/table-search";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { RobotDto } from "@/lib/robots/queries";
import type { ListRobotsInput } from "@/lib/robots/schema";
import type { DialogRequest } from "./dialog-control";
import { RobotMenuItems } from "./robot-menu-items";

export const ACTIONS_OPENER = "actions";
export const NEW_OPENER = "new";

const STATUSES = [
  { value: "active", label: "Active" },
  { value: "expired", label: "Expired" },
  { value: "disabled", label: "Disabled" },
] as const;

type RobotToolbarProps = {
  query: ListRobotsInput;
  selected: readonly RobotDto[];
  onClearSelection: () => void;
  /** Null for people who may only look. */
  onRequest: ((request: DialogRequest, opener: string) => void) | null;
  onNear: () => void;
};

/** Search, filter, and what to do with the selection. */
export function RobotToolbar({ query, selected, onClearSelection, onRequest, onNear }: RobotToolbarProps) {
  return (
    <DataTableToolbar
      search={<TableSearch value={query.q} label="Search by name" />}
      filters={<TableFilter param="status" label="Status" value={query.status} items={STATUSES} />}
      selectedCount={selected.length}
      onClearSelection={onClearSelection}
      actions={
        onRequest ? (
          <>
            <Menu
              trigger={
                <Button data-opener={ACTIONS_OPENER} onPointerEnter={onNear} onFocus={onNear}>
                  Actions
                  <ChevronDown aria-hidden="true" />
                </Button>
              }
            >
              <RobotMenuItems robots={selected} onRequest={(request) => onRequest(request, ACTIONS_OPENER)} />
            </Menu>
            <NewRobotButton onRequest={onRequest} onNear={onNear} />
          </>
        ) : undefined
      }
    />
  );
}

type NewRobotButtonProps = { onRequest: NonNullable<RobotToolbarProps["onRequest"]>; onNear: () => void };

/** Opens the dialog for a new robot. */
export function NewRobotButton({ onRequest, onNear }: NewRobotButtonProps) {
  return (
    <Button
      variant="primary"
      data-opener={NEW_OPENER}
      aria-keyshortcuts="n"
      onPointerEnter={onNear}
      onFocus={onNear}
      onClick={() => onRequest({ kind: "create" }, NEW_OPENER)}
    >
      <Plus aria-hidden="true" />
      New Robot Account
    </Button>
  );
}
