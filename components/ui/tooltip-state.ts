import type { ReactNode } from "react";

export type ShownTooltip = { owner: string; target: Element; text: () => ReactNode };

export const TOOLTIP_ID = "tooltip";
const SHOW_MS = 400;
/** Long enough to move the pointer into the bubble. */
const HIDE_MS = 120;
/** Soon after one tooltip, the next shows without delay. */
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

/** Returns a function that unsubscribes. */
export function onTooltip(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Immediately on focus; on hover after a delay. */
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

/** Also cancels a tooltip that is about to show. */
export function hideTooltip(owner: string): void {
  if (shown?.owner === owner) set(null);
  else if (waiting === owner) clearTimeout(timer);
}

/** Hides after a delay, unless `keepTooltip` is called. */
export function hideTooltipSoon(owner: string): void {
  if (shown?.owner !== owner) {
    hideTooltip(owner);
    return;
  }
  clearTimeout(timer);
  timer = setTimeout(hideTooltip, HIDE_MS, owner);
}

/** Called while the pointer is over the bubble. */
export const keepTooltip = () => clearTimeout(timer);
