"use client";
import { Popover as BasePopover } from "@base-ui/react/popover";
import type { ReactNode } from "react";
import type { PopupControl } from "@/components/ui/popup-trigger";
import { cn } from "@/lib/cn";

type PopoverPopupProps = PopupControl & {
  title: ReactNode;
  align: "start" | "center" | "end";
  className?: string | undefined;
  children: ReactNode;
};

export function PopoverPopup({ open, onOpenChange, anchor, title, align, className, children }: PopoverPopupProps) {
  return (
    <BasePopover.Root
      open={open}
      onOpenChange={(next, details) => {
        // The trigger handles clicks on itself, to close the popover.
        const target = details.event.target;
        if (!next && target instanceof Node && anchor.current?.contains(target)) details.cancel();
        else onOpenChange(next);
      }}
    >
      <BasePopover.Portal>
        <BasePopover.Positioner anchor={anchor} sideOffset={4} align={align} collisionPadding={8} className="z-45">
          <BasePopover.Popup
            finalFocus={anchor}
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
