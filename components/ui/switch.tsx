"use client";
import { Switch as BaseSwitch } from "@base-ui/react/switch";
import { type ComponentProps, type ReactNode, useId } from "react";

type SwitchProps = Omit<ComponentProps<typeof BaseSwitch.Root>, "className" | "children"> & {
  label: ReactNode;
  /** A line below the label, read as its description. */
  description?: ReactNode;
};

export function Switch({ label, description, ...props }: SwitchProps) {
  const generatedId = useId();
  const id = props.id ?? generatedId;
  const descriptionId = `${generatedId}description`;
  return (
    <div className="flex flex-col gap-0.5">
      <label
        htmlFor={id}
        className="flex items-center gap-2.5 has-data-disabled:cursor-not-allowed has-data-disabled:text-muted"
      >
        <BaseSwitch.Root
          {...props}
          id={id}
          aria-describedby={description ? descriptionId : undefined}
          className="inline-flex h-5 w-9 shrink-0 cursor-pointer items-center rounded-full bg-control p-0.5 transition-colors duration-150 data-disabled:cursor-not-allowed data-checked:bg-accent data-disabled:opacity-55"
        >
          <BaseSwitch.Thumb className="size-4 rounded-full bg-on-accent shadow-xs transition-transform duration-150 data-checked:translate-x-4" />
        </BaseSwitch.Root>
        <span className="font-medium text-sm">{label}</span>
      </label>
      {description ? (
        <span id={descriptionId} className="pl-11.5 text-muted text-xs">
          {description}
        </span>
      ) : null}
    </div>
  );
}
