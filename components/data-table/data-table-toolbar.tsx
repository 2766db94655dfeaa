import X from "lucide-react/icons/x";
import type { ReactNode } from "react";
import { IconButton } from "@/components/ui/icon-button";
import { cn } from "@/lib/cn";
import { numberText } from "@/lib/number-text";

type DataTableToolbarProps = {
  search?: ReactNode;
  filters?: ReactNode;
  /** Such as the Actions menu. */
  actions?: ReactNode;
  selectedCount?: number;
  /** How many of them are on other pages. */
  elsewhereCount?: number;
  onClearSelection?: () => void;
};

export function DataTableToolbar(props: DataTableToolbarProps) {
  const { search, filters, actions, selectedCount = 0, elsewhereCount = 0, onClearSelection } = props;
  return (
    <div className="flex flex-wrap items-center gap-2 border-line border-b px-4 py-3">
      {search}
      {filters}
      <div
        className={cn(
          "ml-auto flex flex-wrap items-center justify-end gap-2",
          Boolean(actions || onClearSelection) && "min-h-8",
        )}
      >
        <div className="flex items-center gap-2 whitespace-nowrap">
          <span role="status" className="text-muted text-sm">
            {selectedText(selectedCount, elsewhereCount)}
          </span>
          {selectedCount > 0 && onClearSelection ? (
            <IconButton label="Clear selection" size="sm" onClick={onClearSelection}>
              <X aria-hidden="true" />
            </IconButton>
          ) : null}
        </div>
        {actions}
      </div>
    </div>
  );
}

function selectedText(count: number, elsewhere: number): string {
  if (count === 0) return "";
  return `${numberText(count)} selected${elsewhere > 0 ? `, ${numberText(elsewhere)} on other pages` : ""}`;
}
