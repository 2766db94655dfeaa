"use client";
import { Select as BaseSelect } from "@base-ui/react/select";
import Check from "lucide-react/icons/check";
import ChevronDown from "lucide-react/icons/chevron-down";
import { type ReactNode, use } from "react";
import { FieldContext } from "@/components/ui/field-context";
import { controlStyle } from "@/components/ui/input";
import { popupItemStyle, popupListStyle } from "@/components/ui/popup-style";
import { cn } from "@/lib/cn";

export type SelectItem<Value extends string> = { value: Value; label: ReactNode };

type SelectProps<Value extends string> = {
  items: readonly SelectItem<Value>[];
  value?: Value;
  onValueChange?: (value: Value) => void;
  /** Only outside a `Field`. */
  "aria-label"?: string;
  /** Shown before the value: "Status: Enabled". */
  prefix?: ReactNode;
  size?: "sm" | "md" | "lg";
  className?: string;
};

/** Named by the `Field` around it or by `aria-label`. */
export function Select<Value extends string>(props: SelectProps<Value>) {
  const { items, onValueChange, prefix, size, className, "aria-label": label, ...root } = props;
  const { required } = use(FieldContext);
  return (
    <BaseSelect.Root
      {...root}
      items={items}
      onValueChange={(value) => {
        if (value !== null) onValueChange?.(value);
      }}
    >
      <BaseSelect.Trigger
        aria-label={label}
        aria-required={required || undefined}
        className={cn(
          controlStyle({ size }),
          "flex cursor-pointer items-center justify-between gap-1.5 whitespace-nowrap pr-2 text-left hover:bg-hover data-popup-open:bg-hover",
          className,
        )}
      >
        <span className="min-w-0 truncate">
          {prefix ? <span className="text-muted">{prefix} </span> : null}
          <BaseSelect.Value />
        </span>
        <BaseSelect.Icon className="text-muted">
          <ChevronDown aria-hidden="true" className="size-4" />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <SelectList items={items} />
    </BaseSelect.Root>
  );
}

function SelectList<Value extends string>({ items }: { items: readonly SelectItem<Value>[] }) {
  return (
    <BaseSelect.Portal role="region" aria-label="Options">
      <BaseSelect.Positioner
        sideOffset={4}
        alignItemWithTrigger={false}
        collisionPadding={8}
        className="z-45 outline-none"
      >
        <BaseSelect.Popup className={popupListStyle}>
          <BaseSelect.List>
            {items.map((item) => (
              <BaseSelect.Item key={item.value} value={item.value} className={popupItemStyle}>
                <BaseSelect.ItemText className="flex-1">{item.label}</BaseSelect.ItemText>
                <span className="grid size-4 place-items-center">
                  <BaseSelect.ItemIndicator>
                    <Check aria-hidden="true" />
                  </BaseSelect.ItemIndicator>
                </span>
              </BaseSelect.Item>
            ))}
          </BaseSelect.List>
        </BaseSelect.Popup>
      </BaseSelect.Positioner>
    </BaseSelect.Portal>
  );
}
