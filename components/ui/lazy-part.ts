"use client";
import { type ComponentType, useCallback, useRef, useState } from "react";
import { useToast } from "@/components/ui/toast";

/** Whether a part that opens is open, and how it closes. */
export type PartControl = { open: boolean; onClose: () => void };

/**
 * A dialog whose code is fetched when it is first wanted. If that fails, a message says so and the page stays.
 * @param load an `import()` of the part
 */
export function useLazyPart<Props extends PartControl>(load: () => Promise<ComponentType<Props>>) {
  const toast = useToast();
  const loader = useRef(load);
  const [part, setPart] = useState<{ Part: ComponentType<Props> } | null>(null);
  const [open, setOpen] = useState(false);
  const fetchPart = useCallback(async () => {
    const Part = await loader.current();
    setPart((before) => before ?? { Part });
  }, []);
  /** Fetches the code before it is needed. If that fails, opening tries again. */
  const prepare = useCallback(() => void fetchPart().catch(() => {}), [fetchPart]);
  const show = useCallback(() => {
    setOpen(true);
    fetchPart().catch(() => {
      setOpen(false);
      toast.error("This could not be loaded", "Check your connection and try again.");
    });
  }, [fetchPart, toast]);
  const close = useCallback(() => setOpen(false), []);
  return { Part: part?.Part ?? null, control: { open, onClose: close }, prepare, show };
}
