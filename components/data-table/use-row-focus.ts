"use client";
import { type KeyboardEvent, useState } from "react";

const STOPS = "a[href],button:not([disabled]),[role=checkbox],time[tabindex]";
const OWN_ARROWS = "input:not([type=checkbox]),textarea,select,[role=menu],[role=listbox],[role=combobox]";

type RowFocusOptions = { ids: readonly string[]; onToggle: (id: string, range: boolean) => void };

/**
 * One tab stop for all rows: up and down move between rows, right and left along what is in one, space selects,
 * enter follows the row's first link.
 */
export function useRowFocus({ ids, onToggle }: RowFocusOptions) {
  const [focused, setFocused] = useState<string | null>(null);
  const entry = focused !== null && ids.includes(focused) ? focused : ids[0];
  return (id: string) => ({
    tabIndex: id === entry ? 0 : -1,
    onFocus: () => setFocused(id),
    onKeyDown: (event: KeyboardEvent<HTMLTableRowElement>) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      const row = event.currentTarget;
      const target = event.target as Element;
      if (!row.contains(target) || target.closest(OWN_ARROWS)) return;
      const next = rowFor(event.key, row) ?? stopFor(event.key, row, target);
      if (next) next.focus();
      else if (target === row && event.key === " ") onToggle(id, event.shiftKey);
      else if (target === row && event.key === "Enter") row.querySelector("a")?.click();
      else return;
      event.preventDefault();
    },
  });
}

function rowFor(key: string, row: HTMLElement): HTMLElement | null {
  const rows = row.parentElement?.children;
  const found = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: rows?.[0],
    End: rows?.[rows.length - 1],
  }[key];
  return found instanceof HTMLElement ? found : null;
}

function stopFor(key: string, row: HTMLElement, from: Element): HTMLElement | null {
  if (key !== "ArrowRight" && key !== "ArrowLeft") return null;
  const stops = [row, ...row.querySelectorAll<HTMLElement>(STOPS)].filter((stop) => stop.offsetParent !== null);
  const at = stops.indexOf(from as HTMLElement);
  return at < 0 ? null : (stops[at + (key === "ArrowRight" ? 1 : -1)] ?? null);
}
