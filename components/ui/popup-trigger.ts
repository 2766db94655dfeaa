"use client";
import {
  cloneElement,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type RefObject,
  type SyntheticEvent,
  useRef,
  useState,
} from "react";

export type TriggerElement = ReactElement<Record<string, unknown>>;

/** What a popup loaded on demand needs from its trigger. */
export type PopupControl = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  anchor: RefObject<HTMLElement | null>;
  /** Opened with the keyboard, so focus moves inside. */
  byKeyboard: boolean;
};

type Handler = (event: SyntheticEvent) => void;

export function after(own: unknown, next: (event: never) => void): Handler {
  return (event) => {
    if (typeof own === "function") (own as Handler)(event);
    next(event as never);
  };
}

type PopupTriggerOptions = {
  kind: "menu" | "dialog";
  trigger: TriggerElement;
  /** Called on hover or focus, when a click is likely. */
  onIntent: () => void;
};

/**
 * Lets a button open a popup whose code isn't loaded yet.
 * @returns the button and the popup's state
 */
export function usePopupTrigger({ kind, trigger, onIntent }: PopupTriggerOptions) {
  const anchor = useRef<HTMLElement>(null);
  const [open, setOpen] = useState(false);
  const [byKeyboard, setByKeyboard] = useState(false);
  const own = trigger.props;
  const show = (keyboard: boolean) => {
    setByKeyboard(keyboard);
    setOpen(true);
  };
  const onClick = (event: MouseEvent) => (open ? setOpen(false) : show(event.detail === 0));
  const onKeyDown = (event: KeyboardEvent) => {
    if (kind !== "menu" || open || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    show(true);
  };
  const button = cloneElement(trigger, {
    ref: anchor,
    "aria-haspopup": kind,
    "aria-expanded": open,
    "data-popup-open": open ? "" : undefined,
    onPointerEnter: after(own.onPointerEnter, onIntent),
    onFocus: after(own.onFocus, onIntent),
    onClick: after(own.onClick, onClick),
    onKeyDown: after(own.onKeyDown, onKeyDown),
  });
  const control: PopupControl = { open, onOpenChange: setOpen, anchor, byKeyboard };
  return { button, control };
}
