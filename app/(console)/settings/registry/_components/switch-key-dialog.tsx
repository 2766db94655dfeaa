"use client";
import { useRouter } from "next/navigation";
import { type RefObject, useRef } from "react";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { BreakableName } from "@/components/ui/breakable-name";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import { useLastShown } from "@/components/ui/use-last-shown";
import { switchKeyAction } from "../actions";

const NO_RESPONSE = "We couldn’t reach the server, so the change may have been made. Reload the page to check.";

type SwitchKeyDialogProps = {
  kid: string | null;
  open: boolean;
  /** Receives focus afterwards, because the button that opened the dialog is gone. */
  afterwards: RefObject<HTMLElement | null>;
  onClose: () => void;
};

export function SwitchKeyDialog({ kid, open, afterwards, onClose }: SwitchKeyDialogProps) {
  const router = useRouter();
  const toast = useToast();
  const switched = useRef(false);
  const shown = useLastShown(kid);
  const { run, pending, problem, forget } = useAction(switchKeyAction, NO_RESPONSE);
  if (!shown) return null;
  const close = () => {
    if (problem) router.refresh();
    forget();
    onClose();
  };
  const confirm = async () => {
    const outcome = await run({ kid: shown });
    if (!outcome?.ok) return;
    switched.current = true;
    close();
    toast.success("Purser now signs with the next key");
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={close}
      finalFocus={() => (switched.current ? afterwards.current : true)}
      title="Switch to the next key?"
      description="Any registry that hasn’t been restarted with the new files will refuse all logins. This can’t be undone."
      confirmLabel="Switch key"
      tone="danger"
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : null}
      onConfirm={confirm}
    >
      <p className="text-muted text-sm">
        Next key: <BreakableName className="font-code text-fg text-xs">{shown}</BreakableName>
      </p>
    </ConfirmDialog>
  );
}
