"use client";
import { type ComponentType, useEffect, useRef } from "react";
import type { OnDemand } from "@/components/ui/on-demand";

export type PartControl = { open: boolean; onClose: () => void };

/**
 * Loads the code of a dialog or menu when it first opens; null until then. If loading fails, a notice says so.
 * @param onFailed resets the caller's open state
 */
export function useOnDemand<Props>(
  part: OnDemand<Props>,
  open: boolean,
  onFailed: () => void,
): ComponentType<Props> | null {
  const latest = useRef(onFailed);
  useEffect(() => {
    latest.current = onFailed;
  });
  const Part = part.use(open);
  useEffect(() => {
    if (!open) return;
    let current = true;
    part.load().catch(() => {
      if (current) latest.current();
    });
    return () => {
      current = false;
    };
  }, [part, open]);
  return Part;
}
