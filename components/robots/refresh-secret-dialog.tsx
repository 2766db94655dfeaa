"use client";
import { useState } from "react";
import { useActionForm } from "@/components/action/use-action-form";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { type RefreshForm, refreshFormSchema } from "@/components/robots/refresh-form";
import { RefreshSecretForm } from "@/components/robots/refresh-secret-form";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretDialog } from "@/components/robots/secret-dialog";
import type { RevealedSecret } from "@/lib/robots/creation";

const NO_RESPONSE =
  "We couldn’t reach the server, so the secret may have been replaced and the old one may have stopped working. Check your connection and refresh again; the newest secret is the one that works.";

const EMPTY: RefreshForm = { manual: false, secret: "", confirmation: "" };

type RefreshSecretDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

export function RefreshSecretDialog({ control, settings, robot }: RefreshSecretDialogProps) {
  const [secret, setSecret] = useState<RevealedSecret | null>(null);
  const { form, submit, pending, problem } = useActionForm({
    schema: refreshFormSchema(settings.secretMaxLength),
    defaultValues: EMPTY,
    action: settings.actions.refresh,
    toInput: ({ manual, secret: typed }, last) => ({
      id: robot.id,
      // Refreshing again after a conflict or a lost response is deliberate, so it skips the version check.
      version: last?.code === "CONFLICT" || last?.code === "NO_RESPONSE" ? undefined : robot.version,
      secret: manual ? typed : undefined,
    }),
    noResponse: NO_RESPONSE,
    onDone: (made) => {
      form.reset(EMPTY);
      setSecret(made);
    },
    onProblem: control.onProblem,
  });
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={secret}
      secretHeading={{ title: "Secret refreshed", description: "The old secret no longer works." }}
      form={{
        title: "Refresh secret",
        description: <RobotName loginName={robot.loginName} name={robot.name} />,
        size: "md",
        busy: pending,
        dirty: form.formState.isDirty,
        content: (
          <RefreshSecretForm
            form={form}
            robot={robot}
            settings={settings}
            pending={pending}
            problem={problem}
            onSubmit={submit}
            onCancel={control.close}
          />
        ),
      }}
    />
  );
}
