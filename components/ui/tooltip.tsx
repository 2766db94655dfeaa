"use client";
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { type ReactElement, type ReactNode, useId, useState } from "react";

const handle = BaseTooltip.createHandle<ReactNode>();
const POPUP_ID = "tooltip";

type TooltipProps = {
  /** What the bubble says. Without text there is no bubble. */
  text: ReactNode;
  /** The element it explains: focusable, with a name of its own. */
  children: ReactElement<Record<string, unknown>>;
  /** Off when the text only repeats the element's name. */
  describes?: boolean;
};

/** Explains an element on hover and on keyboard focus, and to screen readers as its description. */
export function Tooltip({ text, children, describes = true }: TooltipProps) {
  if (!text) return children;
  return <TooltipTarget text={text} describes={describes} target={children} />;
}

function TooltipTarget({
  text,
  describes,
  target,
}: {
  text: ReactNode;
  describes: boolean;
  target: TooltipProps["children"];
}) {
  const id = useId();
  const [reached, setReached] = useState(false);
  return (
    <BaseTooltip.Trigger
      id={id}
      handle={handle}
      payload={text}
      render={target}
      onFocus={() => setReached(true)}
      onBlur={() => setReached(false)}
      aria-describedby={describes && reached ? POPUP_ID : undefined}
    />
  );
}

/** The one bubble all tooltips share; sits once in the root layout. */
export function TooltipLayer({ children }: { children: ReactNode }) {
  return (
    <BaseTooltip.Provider delay={400} closeDelay={0}>
      {children}
      <BaseTooltip.Root handle={handle}>
        {({ payload }) => (
          <BaseTooltip.Portal role="region" aria-label="Explanation">
            <BaseTooltip.Positioner sideOffset={6} collisionPadding={8} className="z-50">
              <BaseTooltip.Popup
                id={POPUP_ID}
                role="tooltip"
                className="max-w-72 rounded-md bg-raised px-2 py-1 text-fg text-xs shadow-popup transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0"
              >
                {payload}
              </BaseTooltip.Popup>
            </BaseTooltip.Positioner>
          </BaseTooltip.Portal>
        )}
      </BaseTooltip.Root>
    </BaseTooltip.Provider>
  );
}
