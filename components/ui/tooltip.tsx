"use client";
import {
  cloneElement,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { onDemand } from "@/components/ui/on-demand";
import { after } from "@/components/ui/popup-trigger";
import {
  hideTooltip,
  hideTooltipSoon,
  onTooltip,
  shownTooltip,
  showTooltip,
  TOOLTIP_ID,
} from "@/components/ui/tooltip-state";

type TooltipProps = {
  /** A function is called when the tooltip shows. Without text there is no tooltip. */
  text: ReactNode | (() => ReactNode);
  /** Focusable, with a name of its own. */
  children: ReactElement<Record<string, unknown>>;
  /** Turn off if the text only repeats the element's name. */
  describes?: boolean;
};

const bubble = onDemand(() => import("@/components/ui/tooltip-bubble").then((module) => module.TooltipBubble), false);

/** Shown on hover and focus; screen readers get it as the description. */
export function Tooltip({ text, children, describes = true }: TooltipProps) {
  const owner = useId();
  const latest = useRef(text);
  const [reached, setReached] = useState(false);
  useEffect(() => {
    latest.current = text;
  });
  useEffect(() => () => hideTooltip(owner), [owner]);
  if (!text) return children;
  const own = children.props;
  const show = (target: Element, by: "pointer" | "keyboard") => {
    bubble.preload();
    showTooltip(
      { owner, target, text: () => (typeof latest.current === "function" ? latest.current() : latest.current) },
      by,
    );
  };
  return cloneElement(children, {
    "aria-describedby": describes && reached ? TOOLTIP_ID : own["aria-describedby"],
    onPointerEnter: after(own.onPointerEnter, ({ pointerType, currentTarget }: PointerEvent) => {
      if (pointerType === "mouse") show(currentTarget, "pointer");
    }),
    onPointerLeave: after(own.onPointerLeave, () => hideTooltipSoon(owner)),
    onPointerDown: after(own.onPointerDown, () => hideTooltip(owner)),
    onFocus: after(own.onFocus, ({ currentTarget }: FocusEvent) => {
      setReached(true);
      if (currentTarget.matches(":focus-visible")) show(currentTarget, "keyboard");
    }),
    onBlur: after(own.onBlur, () => {
      setReached(false);
      hideTooltip(owner);
    }),
  });
}

/** Rendered once, in the root layout. */
export function TooltipLayer({ children }: { children: ReactNode }) {
  const shown = useSyncExternalStore(onTooltip, shownTooltip, () => null);
  const Bubble = bubble.use(shown !== null);
  return (
    <>
      {children}
      {shown && Bubble ? <Bubble key={shown.owner} shown={shown} /> : null}
    </>
  );
}
