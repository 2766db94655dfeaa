"use client";
import ChevronDown from "lucide-react/icons/chevron-down";
import { Fragment, useState } from "react";
import { useTableNavigation } from "@/components/data-table/table-navigation";
import { Button } from "@/components/ui/button";
import { Menu, MenuChecks, MenuItem, MenuSeparator } from "@/components/ui/menu";

type FilterItem<Value extends string> = { value: Value; label: string; group: string };

type TableFiltersProps<Value extends string> = {
  /** The URL parameter; its values are separated by commas. */
  param: string;
  /** Shown before the values: "Status". */
  label: string;
  /** The values in the URL. */
  value: readonly Value[];
  /** Sorted by group. */
  items: readonly FilterItem<Value>[];
  /** What the list shows while the URL has no value. */
  assumed?: readonly Value[];
  /** Shown while the URL has no value. */
  none?: string;
};

const NOTHING: readonly never[] = [];

/** A filter that takes several values. Each applies at once. */
export function TableFilters<Value extends string>(props: TableFiltersProps<Value>) {
  const { param, label, value, items, assumed = NOTHING, none = "All" } = props;
  const { go } = useTableNavigation();
  const { chosen, setChosen } = useChosen(value);
  const choose = (next: readonly Value[]) => {
    setChosen(next);
    go({ [param]: next.join(",") });
  };
  const checked = chosen.length > 0 ? chosen : assumed;
  const toggle = (one: Value) =>
    choose(items.map((item) => item.value).filter((other) => checked.includes(other) !== (other === one)));
  return (
    <Menu
      align="start"
      trigger={
        <Button className="border-control font-normal text-sm">
          <span className="text-muted">{label}:</span>
          <span className="max-w-56 truncate">{chosenText(items, chosen, none)}</span>
          <ChevronDown aria-hidden="true" className="text-muted" />
        </Button>
      }
    >
      {[...new Set(items.map(({ group }) => group))].map((group) => (
        <Fragment key={group}>
          <MenuChecks
            label={group}
            chosen={checked}
            onToggle={toggle}
            items={items.filter((item) => item.group === group)}
          />
          <MenuSeparator />
        </Fragment>
      ))}
      <MenuItem disabled={chosen.length === 0} onSelect={() => choose([])}>
        Clear
      </MenuItem>
    </Menu>
  );
}

function chosenText(items: readonly FilterItem<string>[], chosen: readonly string[], none: string): string {
  const labels = items.filter(({ value }) => chosen.includes(value)).map(({ label }) => label);
  if (labels.length === 0) return none;
  return labels.length > 2 ? `${labels.length} chosen` : labels.join(", ");
}

/* Follows the pointer at once; the URL follows with the rows, and wins when something else changes it. */
function useChosen<Value extends string>(value: readonly Value[]) {
  const [chosen, setChosen] = useState(value);
  const [previous, setPrevious] = useState(value.join());
  if (previous !== value.join()) {
    setPrevious(value.join());
    setChosen(value);
  }
  return { chosen, setChosen };
}
