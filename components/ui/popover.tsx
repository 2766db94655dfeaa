"use client";
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactElement, ReactNode } from "react";
import { cn } from "@/lib/cn";

type PopoverProps = {
  /** The button that opens it, with its own name. */
  trigger: ReactElement<Record<string, unknown>>;
  /** Names the popover. */
  title: ReactNode;
  align?: "start" | "center" | "end";
  className?: string;
  children: ReactNode;
};

/** More about something, beside it, on request; Escape and a press outside close it. */
export function Popover({ trigger, title, align = "start", className, children }: PopoverProps) {
  return (
    <BasePopover.Root>
      <BasePopover.Trigger render={trigger} />
      <BasePopover.Portal>
        <BasePopover.Positioner sideOffset={4} align={align} collisionPadding={8} className="z-45">
          <BasePopover.Popup
            className={cn(
              "max-h-(--available-height) w-72 max-w-(--available-width) origin-(--transform-origin) overflow-y-auto rounded-lg bg-raised p-3 text-fg text-sm shadow-popup outline-none transition duration-100 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0",
              className,
            )}
          >
            <BasePopover.Title className="font-medium text-sm">{title}</BasePopover.Title>
            {children}
          </BasePopover.Popup>
        </BasePopover.Positioner>
      </BasePopover.Portal>
    </BasePopover.Root>
  );
}
