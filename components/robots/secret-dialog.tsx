"use client";
import { type ReactNode, useState } from "react";
import type { DialogControl } from "@/components/robots/dialog-control";
import type { RobotLimits } from "@/components/robots/limits-note";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretPanel } from "@/components/robots/secret-panel";
import { UNSAVED_SECRET_QUESTION } from "@/components/robots/unsaved-secret";
import { CloseGuard, DISCARD_QUESTION, useCloseGuard } from "@/components/ui/close-guard";
import { Dialog } from "@/components/ui/dialog";
import type { RevealedSecret } from "@/lib/robots/creation";

type Heading = { title: string; description?: ReactNode };

type SecretDialogProps = {
  control: DialogControl;
  form: Heading & { size: "md" | "lg"; busy: boolean; dirty: boolean; content: ReactNode };
  /** Null until there is one. Held only in the enclosing dialog's state. */
  secret: RevealedSecret | null;
  secretHeading: Heading;
  limits: RobotLimits;
  settings: RobotSettings;
};

/** Shows the form, then the secret once. */
export function SecretDialog({ control, form, secret, secretHeading, limits, settings }: SecretDialogProps) {
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
      size={secret ? "secret" : form.size}
    >
      {secret ? (
        <SecretPanel
          secret={secret}
          settings={settings}
          limits={limits}
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
