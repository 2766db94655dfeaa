"use client";
import { useState } from "react";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { areShortcutsOn, listShortcuts, type Shortcut, setShortcutsOn } from "@/components/ui/shortcut-registry";
import { Switch } from "@/components/ui/switch";
import type { PartControl } from "@/components/ui/use-on-demand";

export function ShortcutSheet({ open, onClose }: PartControl) {
  return (
    <Dialog open={open} onOpenChange={onClose} title="Keyboard shortcuts" size="sm" initialFocus>
      <HelpSheet />
    </Dialog>
  );
}

const ESCAPE: Pick<Shortcut, "keys" | "label"> = { keys: "Esc", label: "Close a dialog or menu" };

function HelpSheet() {
  const [shortcuts] = useState(listShortcuts);
  const [on, setOn] = useState(areShortcutsOn);
  const of = (scope: Shortcut["scope"]) => shortcuts.filter((shortcut) => shortcut.scope === scope);
  return (
    <DialogBody className="flex flex-col gap-4">
      <ShortcutGroup title="On this page" lines={of("page")} />
      <ShortcutGroup title="Everywhere" lines={[...of("console"), ESCAPE]} />
      <Switch
        label="Single-key shortcuts"
        description="When off, single keys such as n, / and g do nothing in this browser."
        checked={on}
        onCheckedChange={(next) => {
          setShortcutsOn(next);
          setOn(areShortcutsOn());
        }}
      />
    </DialogBody>
  );
}

function ShortcutGroup({ title, lines }: { title: string; lines: Pick<Shortcut, "keys" | "label">[] }) {
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      <dl className="flex flex-col text-sm">
        {lines.map((line) => (
          <div
            key={line.keys}
            className="flex items-center justify-between gap-4 border-line border-b py-1.5 last:border-0"
          >
            <dt>{line.label}</dt>
            <dd>
              <Keys keys={line.keys} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** In the order they are pressed. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(" ").map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  );
}
