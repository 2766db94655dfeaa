"use client";
import { Radio } from "@base-ui/react/radio";
import { RadioGroup as BaseRadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cn } from "@/lib/cn";

export type RadioItem<Value extends string> = {
  value: Value;
  label: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
};

type RadioGroupProps<Value extends string> = {
  /** Names the group. */
  label: ReactNode;
  items: readonly RadioItem<Value>[];
  value?: Value;
  onValueChange?: (value: Value) => void;
  /** Places the options side by side. */
  inline?: boolean;
};

export function RadioGroup<Value extends string>(props: RadioGroupProps<Value>) {
  const { label, items, onValueChange, inline, ...group } = props;
  const id = useId();
  return (
    <div className="flex flex-col gap-1.5">
      <span id={id} className="font-medium text-sm">
        {label}
      </span>
      <BaseRadioGroup
        {...group}
        aria-labelledby={id}
        onValueChange={(value) => onValueChange?.(value)}
        className={cn("flex", inline ? "flex-wrap gap-x-4 gap-y-2" : "flex-col gap-2")}
      >
        {items.map((item) => (
          <RadioOption key={item.value} item={item} />
        ))}
      </BaseRadioGroup>
    </div>
  );
}

function RadioOption<Value extends string>({ item }: { item: RadioItem<Value> }) {
  const id = useId();
  return (
    <div className="flex flex-col">
      <label htmlFor={id} className="flex items-start gap-2 has-data-disabled:text-muted">
        <Radio.Root
          id={id}
          value={item.value}
          disabled={item.disabled}
          aria-describedby={item.description ? `${id}description` : undefined}
          className="relative mt-0.5 grid size-4 shrink-0 cursor-pointer place-items-center rounded-full border border-control bg-surface transition-colors duration-100 after:absolute after:-inset-1.5 data-disabled:cursor-not-allowed data-checked:border-accent data-checked:bg-accent data-disabled:opacity-55"
        >
          <Radio.Indicator className="size-1.5 rounded-full bg-on-accent data-unchecked:hidden" />
        </Radio.Root>
        <span className="text-sm">{item.label}</span>
      </label>
      {item.description ? (
        <span id={`${id}description`} className="pl-6 text-muted text-xs">
          {item.description}
        </span>
      ) : null}
    </div>
  );
}
