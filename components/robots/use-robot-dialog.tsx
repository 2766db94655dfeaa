"use client";
import { useRouter } from "next/navigation";
import { useCallback, useRef, useState } from "react";
import { rememberRow } from "@/components/data-table/next-row";
import { ACTIONS_OPENER, type DialogControl, type DialogRequest, NEW_OPENER } from "@/components/robots/dialog-control";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { onDemand } from "@/components/ui/on-demand";
import { useOnDemand } from "@/components/ui/use-on-demand";

type OpenDialog = { serial: number; request: DialogRequest; open: boolean };

/** Codes that mean the list is out of date. */
const STALE = new Set(["CONFLICT", "NOT_FOUND", "FORBIDDEN"]);

const dialogs = onDemand(() => import("@/components/robots/robot-dialogs").then((module) => module.RobotDialogs));

export const preloadDialogs = dialogs.preload;

type AfterDialog = {
  /** Such as leaving the page of a robot that is gone. */
  onDeleted?: (ids: readonly number[]) => void;
  /** What the list shows is out of date; it is being refreshed. */
  onStale?: () => void;
};

/**
 * Manages the one dialog of a list or page.
 * @returns how to open a dialog, and the open one to render
 */
export function useRobotDialog(settings: RobotSettings, { onDeleted, onStale }: AfterDialog = {}) {
  const router = useRouter();
  const [opened, setOpened] = useState<OpenDialog | null>(null);
  const opener = useRef("");
  const nextRow = useRef<() => HTMLElement | null>(() => null);
  const deleted = useRef(false);
  const stale = useRef(false);
  const openDialog = useCallback((request: DialogRequest, openedBy: string) => {
    opener.current = openedBy;
    nextRow.current = rememberRow(openerNamed(openedBy));
    deleted.current = false;
    setOpened((last) => ({ serial: (last?.serial ?? 0) + 1, request, open: true }));
  }, []);
  const Dialogs = useOnDemand(dialogs, opened !== null, () => setOpened(null));
  const control: DialogControl = {
    open: opened?.open ?? false,
    close: () => {
      setOpened((last) => last && { ...last, open: false });
      // Refreshing while the dialog is open could navigate away with unsaved input if the project is gone too.
      if (stale.current) {
        router.refresh();
        onStale?.();
      }
      stale.current = false;
    },
    onClosed: () => setOpened((last) => (last?.open ? last : null)),
    returnFocus: () => (deleted.current ? nextRow.current() : null) ?? findOpener(opener.current),
    onProblem: ({ code }) => {
      if (STALE.has(code)) stale.current = true;
    },
  };
  const dialog =
    opened && Dialogs ? (
      <Dialogs
        key={opened.serial}
        request={opened.request}
        control={control}
        settings={settings}
        onDeleted={(ids) => {
          deleted.current = true;
          onDeleted?.(ids);
        }}
      />
    ) : null;
  return { openDialog, dialog };
}

const openerNamed = (name: string) => document.querySelector<HTMLElement>(`[data-opener="${CSS.escape(name)}"]`);

/** The button that opened the dialog; the toolbar if its row is gone; the page for viewers. */
export function findOpener(name: string): HTMLElement | null {
  return (
    openerNamed(name) ??
    openerNamed(ACTIONS_OPENER) ??
    openerNamed(NEW_OPENER) ??
    document.querySelector<HTMLElement>("main")
  );
}
