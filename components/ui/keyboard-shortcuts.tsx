"use client";
import { useEffect, useRef, useState } from "react";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import {
  listShortcuts,
  mayAct,
  registerShortcut,
  type Shortcut,
  setShortcutsOn,
  shortcutsOn,
} from "@/components/ui/shortcut-registry";
import { Switch } from "@/components/ui/switch";

/**
 * A single-key shortcut while this component is mounted, listed under `?`.
 * @param keys one character, as typed ("/", "n"); for help only, any text ("↑ ↓").
 * @param run null when the key is handled elsewhere and only listed here.
 */
export function useShortcut(keys: string, label: string, run: (() => void) | null, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const told = run === null;
  useEffect(() => {
    if (!enabled) return;
    return registerShortcut({ keys, label, run: told ? null : () => latest.current?.() });
  }, [keys, label, told, enabled]);
}

/** Listens for the shortcuts and shows them on `?`; sits once in the app frame. */
export function KeyboardShortcuts() {
  const [shown, setShown] = useState<Shortcut[] | null>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (!mayAct(event, target, document.querySelector("[data-modal]") !== null)) return;
      if (event.key === "?") {
        event.preventDefault();
        setShown(listShortcuts());
        return;
      }
      const found = shortcutsOn() && listShortcuts().find((shortcut) => shortcut.run && shortcut.keys === event.key);
      if (!found) return;
      event.preventDefault();
      found.run?.();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <Dialog open={shown !== null} onOpenChange={() => setShown(null)} title="Keyboard shortcuts" size="sm">
      <HelpSheet shortcuts={shown ?? []} />
    </Dialog>
  );
}

function HelpSheet({ shortcuts }: { shortcuts: Shortcut[] }) {
  const [on, setOn] = useState(shortcutsOn);
  const lines = [
    ...shortcuts,
    { keys: "?", label: "Show this list" },
    { keys: "Esc", label: "Close a dialog or menu" },
  ];
  return (
    <DialogBody className="flex flex-col gap-4">
      <dl className="flex flex-col text-sm">
        {lines.map((line) => (
          <div
            key={line.keys}
            className="flex items-center justify-between gap-4 border-line border-b py-1.5 last:border-0"
          >
            <dt>{line.label}</dt>
            <dd className="flex gap-1">
              {line.keys.split(" ").map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        label="Single-key shortcuts"
        description="Off: keys like n and / do nothing by themselves, in this browser."
        checked={on}
        onCheckedChange={(next) => {
          setShortcutsOn(next);
          setOn(shortcutsOn());
        }}
      />
    </DialogBody>
  );
}
