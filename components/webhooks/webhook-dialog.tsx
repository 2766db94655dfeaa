"use client";
import { useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import type { WebhookDto } from "@/lib/webhooks/queries";
import type { WebhookColumns } from "@/lib/webhooks/schema";
import type { WebhookActions } from "./webhook-actions";
import { WebhookForm } from "./webhook-form";
import { WebhookSecret } from "./webhook-secret";

type WebhookDialogProps = {
  open: boolean;
  onClose: () => void;
  project: string | null;
  actions: WebhookActions;
};

const EMPTY: WebhookColumns = {
  ...{ url: "", description: "", format: "standard", active: true, withAddresses: false },
  events: ["robot.expiring", "robot.expired"],
};

/** The form, then the secret once. */
export function NewWebhookDialog({ open, onClose, project, actions }: WebhookDialogProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      dismissible={false}
      title={secret ? "Webhook added" : "Add a webhook"}
      description={secret ? "Send a test once the receiver has the secret." : "Purser sends it events within seconds."}
    >
      {secret ? (
        <WebhookSecret secret={secret} onDone={close} />
      ) : (
        <WebhookForm
          project={project}
          values={EMPTY}
          submitLabel="Add webhook"
          save={(columns) => actions.create({ ...columns, project })}
          onDone={(made) => setSecret(made.secret)}
          onCancel={close}
        />
      )}
    </Dialog>
  );
}

export function EditWebhookDialog({ webhook, ...props }: WebhookDialogProps & { webhook: WebhookDto }) {
  const toast = useToast();
  const { open, onClose, project, actions } = props;
  const { url, description, events, format, active, withAddresses } = webhook;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      dismissible={false}
      title="Edit webhook"
      description="Changes apply to deliveries that haven’t been sent yet."
    >
      <WebhookForm
        project={project}
        values={{ url, description, events, format, active, withAddresses }}
        submitLabel="Save changes"
        save={(columns) => actions.update({ id: webhook.id, ...columns })}
        onDone={() => {
          onClose();
          toast.success("Webhook saved");
        }}
        onCancel={onClose}
      />
    </Dialog>
  );
}
