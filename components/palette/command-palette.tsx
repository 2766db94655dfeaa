"use client";
import { Dialog } from "@base-ui/react/dialog";
import { useRouter } from "next/navigation";
import { startTransition, useRef } from "react";
import type { PaletteItem } from "@/components/palette/palette-items";
import { PaletteSearch } from "@/components/palette/palette-search";
import { addRecent } from "@/components/palette/recent";
import type { Place } from "@/components/shell/place";
import { useTheme } from "@/components/shell/use-theme";
import { backdropStyle, popupStyle } from "@/components/ui/dialog";
import { listShortcuts, runOnArrival } from "@/components/ui/shortcut-registry";
import type { PartControl } from "@/components/ui/use-on-demand";
import { cn } from "@/lib/cn";

type CommandPaletteProps = PartControl & {
  places: readonly Place[];
  username: string;
  signOut: () => void | Promise<void>;
};

export function CommandPalette({ open, onClose, places, username, signOut }: CommandPaletteProps) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const afterwards = useRef<(() => void) | null>(null);
  const choose = ({ command, icon, label }: PaletteItem) => {
    onClose();
    if (command.kind === "run") afterwards.current = command.run;
    if (command.kind === "arrive") arrive(command.href, command.keys);
    if (command.kind === "theme") setTheme(command.theme);
    if (command.kind === "sign-out") startTransition(async () => signOut());
    if (command.kind !== "go") return;
    if (icon === "project" || icon === "robot") addRecent(username, { kind: icon, label, href: command.href });
    router.push(command.href);
  };
  const arrive = (href: string, keys: string) => {
    if (location.pathname === href) {
      afterwards.current = listShortcuts().find((shortcut) => shortcut.keys === keys)?.run ?? null;
      return;
    }
    runOnArrival(keys, href);
    router.push(href);
  };
  const finish = () => {
    afterwards.current?.();
    afterwards.current = null;
  };
  return (
    <Dialog.Root open={open} onOpenChange={onClose} onOpenChangeComplete={(isOpen) => (isOpen ? undefined : finish())}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropStyle} />
        <Dialog.Viewport className="fixed inset-0 z-40 flex flex-col items-center sm:px-6 sm:pt-[12vh]">
          <Dialog.Popup
            data-modal=""
            aria-label="Search and jump"
            className={cn(popupStyle, "max-sm:h-dvh max-sm:rounded-none sm:max-w-xl")}
          >
            <PaletteSearch places={places} username={username} onChoose={choose} />
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
