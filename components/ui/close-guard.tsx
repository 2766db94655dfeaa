"use client";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

export type LeaveQuestion = { title: string; text: string; leave: string; stay: string };

/**
 * Decides whether a dialog may close: never while `busy`; with a question, after asking. `attempt` returns true if it
 * may close now.
 */
export function useCloseGuard({ busy, question }: { busy: boolean; question: LeaveQuestion | null }) {
  const [asking, setAsking] = useState(false);
  const attempt = () => {
    if (busy) return false;
    if (question) setAsking(true);
    return !question;
  };
  return { attempt, question, asking, setAsking };
}

/** Must be rendered inside the guarded dialog. */
export function CloseGuard({ guard, onLeave }: { guard: ReturnType<typeof useCloseGuard>; onLeave: () => void }) {
  const { question, asking, setAsking } = guard;
  if (!question) return null;
  return (
    <ConfirmDialog
      open={asking}
      onOpenChange={setAsking}
      title={question.title}
      description={question.text}
      cancelLabel={question.stay}
      confirmLabel={question.leave}
      tone="danger"
      onConfirm={() => {
        setAsking(false);
        onLeave();
      }}
    />
  );
}

export const DISCARD_QUESTION: LeaveQuestion = {
  title: "Discard your changes?",
  text: "Nothing has been saved yet.",
  leave: "Discard changes",
  stay: "Keep editing",
};
