"use client";
import { robotsText } from "@/components/policies/outside-text";
import type { OutsideQuestion } from "@/components/policies/use-policy-form";
import { robotHref } from "@/components/robots/robot-href";
import { RobotName } from "@/components/robots/robot-name";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";
import { numberText } from "@/lib/number-text";

const NEVER = -1;

type OutsideDialogProps = {
  open: boolean;
  /** Kept while the dialog fades out. */
  confirmation: OutsideQuestion | null;
  pending: boolean;
  cancel: () => void;
  confirm: () => void;
};

export function OutsideDialog({ open, confirmation, pending, cancel, confirm }: OutsideDialogProps) {
  const outside = confirmation?.outside ?? { rows: [], total: 0, capped: false };
  const more = outside.capped ? null : outside.total - outside.rows.length;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (!next) cancel();
      }}
      title={`${robotsText(outside)} won’t meet this policy`}
      description={
        outside.total === 1
          ? "It’ll keep working and stay listed below until someone updates it."
          : "They’ll keep working and stay listed below until someone updates them."
      }
      confirmLabel="Save policy"
      pending={pending}
      onConfirm={confirm}
    >
      <ul aria-label="Outside the policy" className="max-h-64 overflow-y-auto rounded-md border border-line text-sm">
        {outside.rows.map((robot) => (
          <li
            key={robot.id}
            className="flex flex-wrap justify-between gap-x-4 border-line border-b px-3 py-1.5 last:border-b-0"
          >
            <Link href={robotHref(robot)} target="_blank" look="plain" className="min-w-0">
              <RobotName loginName={robot.loginName} />
            </Link>
            <span className="text-muted">
              {robot.expiresAt === NEVER ? "never expires" : <Time value={robot.expiresAt} />}
            </span>
          </li>
        ))}
      </ul>
      {more === 0 ? null : (
        <p className="text-muted text-sm">
          {more === null ? "Showing the ones that exceed it most." : `And ${numberText(more)} more.`}
        </p>
      )}
    </ConfirmDialog>
  );
}
