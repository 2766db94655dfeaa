"use client";
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import {
  hideTooltip,
  hideTooltipSoon,
  keepTooltip,
  type ShownTooltip,
  TOOLTIP_ID,
} from "@/components/ui/tooltip-state";

/** Escape hides it. */
export function TooltipBubble({ shown }: { shown: ShownTooltip }) {
  const { owner, target, text } = shown;
  return (
    <BaseTooltip.Root open onOpenChange={(open) => open || hideTooltip(owner)}>
      <BaseTooltip.Portal role="region" aria-label="Explanation">
        <BaseTooltip.Positioner anchor={target} sideOffset={6} collisionPadding={8} className="z-50">
          <BaseTooltip.Popup
            id={TOOLTIP_ID}
            role="tooltip"
            onPointerEnter={keepTooltip}
            onPointerLeave={() => hideTooltipSoon(owner)}
            className="max-w-72 rounded-md bg-raised px-2 py-1 text-fg text-xs shadow-popup transition-opacity duration-100 data-starting-style:opacity-0"
          >
            {text()}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
