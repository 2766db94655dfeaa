"use client";
import { usePathname, useRouter } from "next/navigation";
import type { Place } from "@/components/shell/place";
import { PlaceShortcuts } from "@/components/shell/place-shortcuts";
import { useShortcut } from "@/components/ui/keyboard-shortcuts";
import { runOnArrival } from "@/components/ui/shortcut-registry";

type ProjectShortcutsProps = {
  /** The project's tabs; the first are its robot accounts. */
  tabs: readonly [Place, ...Place[]];
  /** False for people who may look but not change. */
  canManage: boolean;
};

/** What the keyboard and the command palette can do on every page of a project. */
export function ProjectShortcuts({ tabs, canManage }: ProjectShortcutsProps) {
  const router = useRouter();
  const pathname = usePathname();
  const { href } = tabs[0];
  const create = () => {
    runOnArrival("n", href);
    router.push(href);
  };
  // On the tab itself the dialog has its own key.
  useShortcut("c r", "New robot account", create, canManage && pathname !== href);
  return <PlaceShortcuts places={tabs} scope="page" />;
}
