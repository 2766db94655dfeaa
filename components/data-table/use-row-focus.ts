"use client";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";

const STOPS = "a[href],button:not([disabled]),input[type=checkbox],time[tabindex]";
const OWN_ARROWS = "input:not([type=checkbox]),textarea,select,[role=menu],[role=listbox],[role=combobox]";

/** By then a dialog that deleted the row has faded and returned focus to nothing. */
const AFTER_DIALOG_MS = 250;

type RowFocusOptions = { ids: readonly string[]; onToggle: (id: string, range: boolean) => void };

/**
 * Makes all rows one tab stop: Up and Down move between rows, Left and Right within one, Space selects, Enter opens the
 * row's first link. If the row disappears, focus stays in the table.
 */
export function useRowFocus({ ids, onToggle }: RowFocusOptions) {
  const [focused, setFocused] = useState<string | null>(null);
  const position = useRef(0);
  const gone = focused !== null && !ids.includes(focused);
  const entry = focused !== null && !gone ? focused : ids[0];
  useEffect(() => {
    if (!gone) return;
    const timer = setTimeout(focusRowAt, AFTER_DIALOG_MS, position.current);
    return () => clearTimeout(timer);
  }, [gone]);
  return (id: string) => ({
    tabIndex: id === entry ? 0 : -1,
    onFocus: () => {
      setFocused(id);
      position.current = ids.indexOf(id);
    },
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

/** If focus was lost, moves it to the row now at `position`, or to the page if no row is left. */
function focusRowAt(position: number): void {
  if (document.activeElement !== document.body) return;
  const rows = document.querySelectorAll<HTMLElement>("main tbody tr");
  (rows[Math.min(position, rows.length - 1)] ?? document.querySelector<HTMLElement>("main"))?.focus();
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
