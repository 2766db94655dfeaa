"use client";
import { type ComponentProps, createContext, use, useLayoutEffect, useState } from "react";
import { CloseGuard, DISCARD_QUESTION, useCloseGuard } from "@/components/ui/close-guard";
import { Dialog } from "@/components/ui/dialog";

type Unsaved = { busy: boolean; dirty: boolean };

const NOTHING: Unsaved = { busy: false, dirty: false };
const ReportContext = createContext<((unsaved: Unsaved) => void) | null>(null);

type FormDialogProps = Omit<ComponentProps<typeof Dialog>, "onCloseAttempt" | "dismissible">;

/** Asks before it drops what was typed, and stays open while saving. Its form calls `useUnsaved`. */
export function FormDialog({ children, onOpenChange, ...dialog }: FormDialogProps) {
  const [{ busy, dirty }, report] = useState(NOTHING);
  const guard = useCloseGuard({ busy, question: dirty ? DISCARD_QUESTION : null });
  return (
    <Dialog {...dialog} onOpenChange={onOpenChange} onCloseAttempt={guard.attempt}>
      <ReportContext value={report}>{children}</ReportContext>
      <CloseGuard guard={guard} onLeave={() => onOpenChange(false)} />
    </Dialog>
  );
}

/** Tells the dialog around the form whether it may close. @throws Error outside a `FormDialog` */
export function useUnsaved(unsaved: Unsaved): void {
  const { busy, dirty } = unsaved;
  const report = use(ReportContext);
  if (!report) throw new Error("Put the form inside <FormDialog>.");
  // Before Back or Escape can come.
  useLayoutEffect(() => {
    report({ busy, dirty });
    return () => report(NOTHING);
  }, [report, busy, dirty]);
}
