"use client";
import { type ChoiceItem, TableChoice } from "@/components/data-table/table-choice";
import { useTableNavigation } from "@/components/data-table/table-navigation";

const ALL = "all";

type TableFilterProps<Value extends string> = {
  /** The URL parameter. */
  param: string;
  /** Shown before the value: "Status". */
  label: string;
  /** The value in the URL; null for all. */
  value: Value | null;
  items: readonly ChoiceItem<Value>[];
  allLabel?: string;
};

export function TableFilter<Value extends string>(props: TableFilterProps<Value>) {
  const { param, label, value, items, allLabel = "All" } = props;
  const { go } = useTableNavigation();
  return (
    <TableChoice<Value | typeof ALL>
      label={label}
      prefix={`${label}:`}
      items={[{ value: ALL, label: allLabel }, ...items]}
      value={value ?? ALL}
      onValueChange={(next) => go({ [param]: next === ALL ? null : next })}
    />
  );
}
