"use client";
import Pencil from "lucide-react/icons/pencil";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Send from "lucide-react/icons/send";
import Trash2 from "lucide-react/icons/trash-2";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import type { WebhookDto } from "@/lib/webhooks/queries";
import type { WebhookActions } from "./webhook-actions";
import { EditWebhookDialog } from "./webhook-dialog";
import { WebhookSecret } from "./webhook-secret";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see what happened.";

type WebhookButtonsProps = { webhook: WebhookDto; project: string | null; listHref: string; actions: WebhookActions };

export function WebhookButtons({ webhook, project, listHref, actions }: WebhookButtonsProps) {
  const [open, setOpen] = useState<"edit" | "rotate" | "delete" | null>(null);
  const close = () => setOpen(null);
  const router = useRouter();
  const toast = useToast();
  const test = useAction(actions.test, NO_RESPONSE);
  const { id } = webhook;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <Button
          pending={test.pending}
          onClick={async () => {
            const outcome = await test.run({ id });
            if (!outcome?.ok) return;
            toast.success("Test sent", "See its delivery in the list below.");
            router.refresh();
          }}
        >
          <Send aria-hidden="true" />
          Send test
        </Button>
        <Button onClick={() => setOpen("edit")}>
          <Pencil aria-hidden="true" />
          Edit
        </Button>
        <Button onClick={() => setOpen("rotate")}>
          <RefreshCw aria-hidden="true" />
          Rotate secret
        </Button>
        <Button onClick={() => setOpen("delete")}>
          <Trash2 aria-hidden="true" />
          Delete
        </Button>
      </div>
      <ProblemNote problem={test.problem} />
      <EditWebhookDialog open={open === "edit"} onClose={close} project={project} actions={actions} webhook={webhook} />
      <RotateDialog open={open === "rotate"} onClose={close} id={id} rotate={actions.rotate} />
      <DeleteDialog open={open === "delete"} onClose={close} id={id} remove={actions.remove} listHref={listHref} />
    </>
  );
}

type StepProps = { open: boolean; onClose: () => void; id: number };

function RotateDialog({ open, onClose, id, rotate }: StepProps & { rotate: WebhookActions["rotate"] }) {
  const [secret, setSecret] = useState<string | null>(null);
  const { run, pending, problem } = useAction(rotate, NO_RESPONSE);
  const close = () => {
    setSecret(null);
    onClose();
  };
  if (secret)
    return (
      <Dialog
        open={open}
        onOpenChange={(next) => (next ? undefined : close())}
        dismissible={false}
        title="Secret rotated"
        description="For 24 hours, events are signed with both secrets."
      >
        <WebhookSecret secret={secret} onDone={close} />
      </Dialog>
    );
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      title="Rotate the signing secret?"
      description="You’ll see the new secret once. For 24 hours, events are also signed with the old one, so you have time to update the receiver."
      confirmLabel="Rotate secret"
      pending={pending}
      error={problem?.message}
      onConfirm={async () => {
        const outcome = await run({ id });
        if (outcome?.ok) setSecret(outcome.data.secret);
      }}
    />
  );
}

type DeleteProps = StepProps & { remove: WebhookActions["remove"]; listHref: string };

function DeleteDialog({ open, onClose, id, remove, listHref }: DeleteProps) {
  const router = useRouter();
  const { run, pending, problem } = useAction(remove, NO_RESPONSE);
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      title="Delete this webhook?"
      description="Its deliveries are deleted too, including those that haven’t been sent yet. This can’t be undone."
      confirmLabel="Delete webhook"
      tone="danger"
      pending={pending}
      error={problem?.message}
      onConfirm={async () => {
        const outcome = await run({ id });
        if (outcome?.ok) router.push(listHref);
      }}
    />
  );
}
