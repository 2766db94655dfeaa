"use client";
import { usePathname, useRouter } from "next/navigation";
import type { Place } from "@/components/shell/place";
import { PlaceShortcuts } from "@/components/shell/place-shortcuts";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { runOnArrival } from "@/components/ui/shortcut-registry";

type ProjectShortcutsProps = {
  /** The first tab is the robot accounts. */
  tabs: readonly [Place, ...Place[]];
  canManage: boolean;
};

export function ProjectShortcuts({ tabs, canManage }: ProjectShortcutsProps) {
  const router = useRouter();
  const pathname = usePathname();
  const { href } = tabs[0];
  const create = () => {
    runOnArrival("n", href);
    router.push(href);
  };
  // The tab itself has a shortcut of its own for the dialog.
  useShortcut("c r", "New robot account", create, canManage && pathname !== href);
  return <PlaceShortcuts places={tabs} scope="page" />;
}
