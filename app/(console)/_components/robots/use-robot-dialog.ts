"use client";
import { useRouter } from "next/navigation";
import { useCallback, useRef, useState } from "react";
import { ACTIONS_OPENER, type DialogControl, type DialogRequest, NEW_OPENER } from "./dialog-control";

type OpenDialog = { serial: number; request: DialogRequest; open: boolean };

/** Codes after which the list on the screen no longer tells the truth. */
const STALE = new Set(["CONFLICT", "NOT_FOUND", "FORBIDDEN"]);

/** The one dialog of the tab: which, for which robots, and where the keyboard goes back to. */
export function useRobotDialog() {
  const router = useRouter();
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const opener = useRef("");
  const stale = useRef(false);
  const openDialog = useCallback((request: DialogRequest, openedBy: string) => {
    opener.current = openedBy;
    setDialog((last) => ({ serial: (last?.serial ?? 0) + 1, request, open: true }));
  }, []);
  const control: DialogControl = {
    open: dialog?.open ?? false,
    close: () => {
      setDialog((last) => last && { ...last, open: false });
      // Not while the dialog is open: if the project is gone as well, the page would leave with what was typed.
      if (stale.current) router.refresh();
      stale.current = false;
    },
    onClosed: () => setDialog((last) => (last?.open ? last : null)),
    returnFocus: () => findOpener(opener.current),
    leaveRow: () => {
      opener.current = ACTIONS_OPENER;
    },
    onProblem: ({ code }) => {
      if (STALE.has(code)) stale.current = true;
    },
  };
  return { dialog, control, openDialog };
}

/** The button that opened the dialog; if it went with its row, the toolbar; if one may only look by now, the page. */
function findOpener(name: string): HTMLElement | null {
  const find = (opener: string) => document.querySelector<HTMLElement>(`[data-opener="${CSS.escape(opener)}"]`);
  return find(name) ?? find(ACTIONS_OPENER) ?? find(NEW_OPENER) ?? document.querySelector("main");
}
