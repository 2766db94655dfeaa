"use client";
import { type ComponentType, useEffect, useRef } from "react";
import type { OnDemand } from "@/components/ui/on-demand";
import { useToast } from "@/components/ui/toast";

export type PartControl = { open: boolean; onClose: () => void };

/**
 * Loads a dialog's code when it first opens; null until then. If loading fails, shows a message and keeps the page.
 * @param onFailed resets the caller's open state
 */
export function useOnDemand<Props>(
  part: OnDemand<Props>,
  open: boolean,
  onFailed: () => void,
): ComponentType<Props> | null {
  const toast = useToast();
  const latest = useRef(onFailed);
  useEffect(() => {
    latest.current = onFailed;
  });
  const Part = part.use(open);
  useEffect(() => {
    if (!open) return;
    let current = true;
    part.load().catch(() => {
      if (!current) return;
      latest.current();
      toast.error("This couldn’t be loaded", "Check your connection and try again.");
    });
    return () => {
      current = false;
    };
  }, [part, open, toast]);
  return Part;
}
