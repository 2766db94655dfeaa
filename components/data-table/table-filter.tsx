"use client";
import { type ChoiceItem, TableChoice } from "@/components/data-table/table-choice";
import { useTableNavigation } from "@/components/data-table/table-navigation";

const ALL = "all";

type TableFilterProps<Value extends string> = {
  /** The parameter in the address. */
  param: string;
  /** Its name, said before the value: "Status". */
  label: string;
  /** What the address says now; null for all. */
  value: Value | null;
  items: readonly ChoiceItem<Value>[];
  allLabel?: string;
};

/** Narrows the list to one value, or to all. */
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
