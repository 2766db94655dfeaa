"use client";
import type { Problem } from "@/components/action/call-action";
import { ProblemText } from "@/components/action/problem-note";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Link } from "@/components/ui/link";
import type { RetentionInput } from "@/lib/audit/schema";
import { numberText } from "@/lib/number-text";
import { eventsText } from "./events-text";

type PurgeDialogProps = {
  open: boolean;
  /** Kept while the dialog fades out. */
  confirmation: { input: RetentionInput; count: number } | null;
  pending: boolean;
  problem: Problem | null;
  onCancel: () => void;
  onConfirm: (input: RetentionInput) => void;
};

export function PurgeDialog({ open, confirmation, pending, problem, onCancel, onConfirm }: PurgeDialogProps) {
  const days = confirmation?.input.days ?? 1;
  const age = days === 1 ? "1 day" : `${numberText(days)} days`;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onCancel();
      }}
      title={`Delete activity older than ${age}?`}
      description={`This deletes ${eventsText(confirmation?.count ?? 0)} now, and older activity every day from then on. This can’t be undone.`}
      confirmLabel="Delete and save"
      tone="danger"
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : undefined}
      onConfirm={() => confirmation && onConfirm(confirmation.input)}
    >
      <p className="text-sm">
        To keep a copy, <Link href="/activity">export the log</Link> first.
      </p>
    </ConfirmDialog>
  );
}
