"use client";
import { type ComponentType, useEffect, useRef } from "react";
import type { OnDemand } from "@/components/ui/on-demand";
import { useToast } from "@/components/ui/toast";

/** Whether a part that opens is open, and how it closes. */
export type PartControl = { open: boolean; onClose: () => void };

/**
 * A dialog whose code is fetched when it first opens: null until it is there. If that fails, a message says so and the
 * page stays.
 * @param onFailed called then: the dialog is not open after all
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
