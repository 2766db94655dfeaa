"use client";
import { useEffect, useLayoutEffect, useRef } from "react";
import { enterDialog } from "@/components/ui/dialog-history";

/** While `open`, the browser's Back calls `onBack`, which returns false to keep the dialog open. */
export function useBackCloses(open: boolean, onBack: () => boolean): void {
  const latest = useRef(onBack);
  useLayoutEffect(() => {
    latest.current = onBack;
  });
  useEffect(() => (open ? enterDialog(() => latest.current()) : undefined), [open]);
}
