"use client";
import ChevronDown from "lucide-react/icons/chevron-down";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuChoice } from "@/components/ui/menu";

export type ChoiceItem<Value extends string> = { value: Value; label: ReactNode };

type TableChoiceProps<Value extends string> = {
  /** Such as "Status". */
  label: string;
  /** Shown before the value: "Status:". */
  prefix: string;
  items: readonly ChoiceItem<Value>[];
  value: Value;
  onValueChange: (value: Value) => void;
  size?: "sm" | "md";
};

export function TableChoice<Value extends string>(props: TableChoiceProps<Value>) {
  const { label, prefix, items, value, onValueChange, size = "md" } = props;
  const chosen = items.find((item) => item.value === value);
  return (
    <Menu
      align="start"
      trigger={
        <Button size={size} className="border-control font-normal text-sm">
          <span className="text-muted">{prefix}</span>
          {chosen?.label}
          <ChevronDown aria-hidden="true" className="text-muted" />
        </Button>
      }
    >
      <MenuChoice label={label} value={value} onValueChange={onValueChange} items={items} />
    </Menu>
  );
}
