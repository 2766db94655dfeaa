"use client";
import { type ReactNode, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import type { RevealedSecret } from "@/lib/robots/creation";
import { CloseGuard, DISCARD_QUESTION, UNSAVED_SECRET_QUESTION, useCloseGuard } from "./close-guard";
import type { DialogControl } from "./dialog-control";
import { SecretPanel } from "./secret-panel";
import type { TabSettings } from "./tab-settings";

type Heading = { title: string; description?: ReactNode };

type SecretDialogProps = {
  control: DialogControl;
  /** What leads to a secret. */
  form: Heading & { size: "md" | "lg"; busy: boolean; dirty: boolean; content: ReactNode };
  /** Null until there is one. It lives in the state of the dialog around this and nowhere else. */
  secret: RevealedSecret | null;
  secretHeading: Heading;
  settings: TabSettings;
};

/** A dialog whose form makes a secret and which then shows it, once. */
export function SecretDialog({ control, form, secret, secretHeading, settings }: SecretDialogProps) {
  const [saved, setSaved] = useState(false);
  const unsaved = secret && !saved ? UNSAVED_SECRET_QUESTION : null;
  const guard = useCloseGuard({ busy: form.busy, question: secret ? unsaved : form.dirty ? DISCARD_QUESTION : null });
  const { title, description } = secret ? secretHeading : form;
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onCloseAttempt={guard.attempt}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title={title}
      description={description}
      size={secret ? "md" : form.size}
    >
      {secret ? (
        <SecretPanel
          secret={secret}
          settings={settings}
          saved={saved}
          onSaved={() => setSaved(true)}
          onDone={() => guard.attempt() && control.close()}
        />
      ) : (
        form.content
      )}
      <CloseGuard guard={guard} onLeave={control.close} />
    </Dialog>
  );
}
