"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { onDemand } from "@/components/ui/on-demand";
import {
  areShortcutsOn,
  isShortcutAllowed,
  listShortcuts,
  matchKey,
  registerShortcut,
  type Shortcut,
} from "@/components/ui/shortcut-registry";
import { useOnDemand } from "@/components/ui/use-on-demand";

/** How long to wait for the second key of a sequence. */
const NEXT_KEY_MS = 1500;

/**
 * Active while the component is mounted; listed under `?`.
 * @param keys one character ("/", "n") or a sequence ("g p"); for help-only entries, any text ("↑ ↓")
 * @param run null if the key is handled elsewhere and only listed here
 */
export function useShortcut(
  keys: string,
  label: string,
  run: (() => void) | null,
  enabled = true,
  scope: Shortcut["scope"] = "page",
): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const isHelpOnly = run === null;
  useEffect(() => {
    if (!enabled) return;
    return registerShortcut({ keys, label, scope, run: isHelpOnly ? null : () => latest.current?.() });
  }, [keys, label, isHelpOnly, enabled, scope]);
}

const sheet = onDemand(() => import("@/components/ui/shortcut-sheet").then((module) => module.ShortcutSheet));

/** Rendered once, in the app frame. */
export function KeyboardShortcuts() {
  const [open, setOpen] = useState(false);
  const close = useCallback(() => setOpen(false), []);
  const Sheet = useOnDemand(sheet, open, close);
  useShortcut("?", "Keyboard shortcuts", () => setOpen(true), true, "console");
  useEffect(() => {
    let begun = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (MODIFIERS.has(event.key)) return;
      const target = event.target instanceof Element ? event.target : null;
      const before = begun;
      begun = "";
      clearTimeout(timer);
      if (!isShortcutAllowed(event, target, document.querySelector("[data-modal]") !== null)) return;
      // The help sheet holds the switch, so its own key always works.
      if (!areShortcutsOn() && event.key !== "?") return;
      const next = matchKey(before, event.key, listShortcuts());
      if (!next) return;
      event.preventDefault();
      if ("run" in next) return next.run();
      begun = next.begun;
      timer = setTimeout(() => {
        begun = "";
      }, NEXT_KEY_MS);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("keydown", onKey);
    };
  }, []);
  return Sheet ? <Sheet open={open} onClose={close} /> : null;
}

/** Modifiers don't interrupt a sequence: "?" needs Shift. */
const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph"]);
