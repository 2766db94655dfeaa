import type { ReactNode } from "react";

/** What the bubble says now, and beside which element. */
export type ShownTooltip = { owner: string; target: Element; text: () => ReactNode };

export const TOOLTIP_ID = "tooltip";
const SHOW_MS = 400;
/** Long enough to move into the bubble, which stays while it is pointed at. */
const HIDE_MS = 120;
/** After one bubble the next comes at once: somebody is looking around. */
const WARM_MS = 400;

let shown: ShownTooltip | null = null;
let hiddenAt = Number.NEGATIVE_INFINITY;
let timer: ReturnType<typeof setTimeout> | undefined;
let waiting: string | null = null;
const listeners = new Set<() => void>();

function set(next: ShownTooltip | null): void {
  clearTimeout(timer);
  waiting = null;
  if (shown && !next) hiddenAt = performance.now();
  shown = next;
  for (const listener of listeners) listener();
}

export const shownTooltip = () => shown;

/** Calls `listener` when another bubble is shown or none; returns what stops that. */
export function onTooltip(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Shows a bubble: for the keyboard at once, for the pointer after it has rested. */
export function showTooltip(next: ShownTooltip, by: "pointer" | "keyboard"): void {
  const isWarm = shown !== null || performance.now() - hiddenAt < WARM_MS;
  clearTimeout(timer);
  if (by === "keyboard" || isWarm) {
    set(next);
    return;
  }
  waiting = next.owner;
  timer = setTimeout(set, SHOW_MS, next);
}

/** Hides the bubble of that element, or keeps it from being shown. */
export function hideTooltip(owner: string): void {
  if (shown?.owner === owner) set(null);
  else if (waiting === owner) clearTimeout(timer);
}

/** The same after a moment, unless `keepTooltip` is called. */
export function hideTooltipSoon(owner: string): void {
  if (shown?.owner !== owner) {
    hideTooltip(owner);
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(hideTooltip, HIDE_MS, owner);
}

/** The pointer is on the bubble: it stays. */
export const keepTooltip = () => clearTimeout(timer);
