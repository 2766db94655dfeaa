"use client";
import CalendarPlus from "lucide-react/icons/calendar-plus";
import ChevronDown from "lucide-react/icons/chevron-down";
import Download from "lucide-react/icons/download";
import Mail from "lucide-react/icons/mail";
import Trash2 from "lucide-react/icons/trash-2";
import { useSearchParams } from "next/navigation";
import { DataTableToolbar } from "@/components/data-table/data-table-toolbar";
import { TableFilter } from "@/components/data-table/table-filter";
import { TableFilters } from "@/components/data-table/table-filters";
import { TableSearch } from "@/components/data-table/table-search";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { API_PERMISSIONS, PROJECT_PERMISSION_GROUPS } from "@/lib/access/permissions";
import {
  DEFAULT_COLUMNS,
  EXPORT_FORMATS,
  type ListAllInput,
  OVERVIEW_COLUMN_KEYS,
  OVERVIEW_COLUMNS,
  type SavedView,
} from "@/lib/overview/schema";
import { ROBOT_FILTERS, type RobotFilter } from "@/lib/robots/filters";
import type { BulkKind } from "./bulk-dialog";
import { SavedViews } from "./saved-views";

const PERMISSIONS = [...PROJECT_PERMISSION_GROUPS.flatMap(({ permissions }) => permissions), ...API_PERMISSIONS].map(
  ({ key, label }) => ({ value: key, label }),
);

type OverviewToolbarProps = {
  query: ListAllInput;
  views: readonly SavedView[];
  offered: readonly RobotFilter[];
  selectedCount: number;
  onClear: () => void;
  onBulk: (kind: BulkKind) => void;
};

export function OverviewToolbar({ query, views, offered, selectedCount, onClear, onBulk }: OverviewToolbarProps) {
  const { q, status, holds, columns } = query;
  return (
    <DataTableToolbar
      search={<TableSearch value={q} label="Search by name or description" />}
      filters={
        <>
          <TableFilters
            param="status"
            label="Status"
            value={status}
            items={offered.map((value) => ({ value, ...ROBOT_FILTERS[value] }))}
          />
          <TableFilter param="holds" label="Permission" allLabel="Any" value={holds} items={PERMISSIONS} />
          <TableFilters
            param="columns"
            label="Columns"
            value={columns.join() === DEFAULT_COLUMNS.join() ? [] : columns}
            assumed={DEFAULT_COLUMNS}
            none="Default"
            items={OVERVIEW_COLUMN_KEYS.map((value) => ({ value, label: OVERVIEW_COLUMNS[value], group: "Columns" }))}
          />
          <SavedViews views={views} />
        </>
      }
      selectedCount={selectedCount}
      onClearSelection={onClear}
      actions={
        <>
          <ExportMenu />
          <BulkMenu isEmpty={selectedCount === 0} onBulk={onBulk} />
        </>
      }
    />
  );
}

function BulkMenu({ isEmpty, onBulk }: { isEmpty: boolean; onBulk: (kind: BulkKind) => void }) {
  const reason = isEmpty ? "Select robot accounts first." : undefined;
  return (
    <Menu
      trigger={
        <Button>
          Actions
          <ChevronDown aria-hidden="true" />
        </Button>
      }
    >
      <MenuItem
        icon={<CalendarPlus aria-hidden="true" />}
        disabled={isEmpty}
        reason={reason}
        onSelect={() => onBulk("extend")}
      >
        Extend expiry
      </MenuItem>
      <MenuItem
        icon={<Mail aria-hidden="true" />}
        disabled={isEmpty}
        reason={reason}
        onSelect={() => onBulk("contact")}
      >
        Set contact
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden="true" />}
        tone="danger"
        disabled={isEmpty}
        reason={reason}
        onSelect={() => onBulk("delete")}
      >
        Delete
      </MenuItem>
    </Menu>
  );
}

function ExportMenu() {
  const search = useSearchParams().toString();
  const save = (format: string) => {
    const params = new URLSearchParams(search);
    params.set("format", format);
    location.assign(`/robots/export?${params}`);
  };
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden="true" />
          Export
        </Button>
      }
    >
      {EXPORT_FORMATS.map((format) => (
        <MenuItem key={format} onSelect={() => save(format)}>
          {format.toUpperCase()}
        </MenuItem>
      ))}
    </Menu>
  );
}
