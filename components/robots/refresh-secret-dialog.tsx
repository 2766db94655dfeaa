"use client";
import { useState } from "react";
import type { Problem } from "@/components/action/call-action";
import { useActionForm } from "@/components/action/use-action-form";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { expiryText } from "@/components/robots/expiry-text";
import {
  graceOf,
  lifetimeDays,
  likelyGrace,
  type RefreshForm,
  refreshFormSchema,
  renewalOf,
} from "@/components/robots/refresh-form";
import { RefreshSecretForm } from "@/components/robots/refresh-secret-form";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { SecretDialog } from "@/components/robots/secret-dialog";
import type { RefreshedSecret } from "@/lib/robots/refresh";

const NO_RESPONSE =
  "We couldn’t reach the server, so the secret may have been replaced and the old one may have stopped working. Check your connection and refresh again; the newest secret is the one that works.";

/** The empty form: the grace is the one that is likely to break nothing. */
function emptyForm(
  { secrets: { usedAt, isStopped, old } }: ShownRobot,
  { maxGraceSeconds }: RobotSettings,
): RefreshForm {
  const lastUse = isStopped ? (old?.usedAt ?? null) : usedAt;
  return {
    ...{ manual: false, secret: "", confirmation: "" },
    ...{ grace: likelyGrace(lastUse, maxGraceSeconds), graceUntil: "", fromFirstUse: false, leaked: false },
    ...{ renewal: "keep", renewalUntil: "" },
  };
}

function refreshInput(robot: ShownRobot, values: RefreshForm, last: Problem | null) {
  const isLost = last?.code === "NO_RESPONSE";
  return {
    id: robot.id,
    // Refreshing again after a conflict or a lost response is deliberate, so it skips the version check.
    version: last?.code === "CONFLICT" || isLost ? undefined : robot.version,
    secret: values.manual ? values.secret : undefined,
    grace: graceOf(values),
    fromFirstUse: values.fromFirstUse && !values.leaked,
    renewal: renewalOf(values, lifetimeDays(robot) ?? 1),
    leaked: values.leaked,
    again: isLost,
  };
}

type RefreshSecretDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

/** Of a system robot they vary by project. */
function repositoriesOf(robot: ShownRobot) {
  if (!("access" in robot)) return robot.repositories;
  return robot.home.kind === "project" ? robot.access.projects[0]?.repositories : undefined;
}

export function RefreshSecretDialog({ control, settings, robot }: RefreshSecretDialogProps) {
  const [secret, setSecret] = useState<RefreshedSecret | null>(null);
  const [empty] = useState(() => emptyForm(robot, settings));
  const { form, submit, pending, problem } = useActionForm({
    schema: refreshFormSchema(settings),
    defaultValues: empty,
    action: settings.actions.refresh,
    toInput: (values, last) => refreshInput(robot, values, last),
    noResponse: NO_RESPONSE,
    onDone: (made) => {
      form.reset(empty);
      setSecret(made);
    },
    onProblem: control.onProblem,
  });
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={secret}
      limits={{ allowedAddresses: robot.allowedAddresses, repositories: repositoriesOf(robot) }}
      secretHeading={{ title: "Secret refreshed", description: oldSecretText(secret) }}
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

function oldSecretText(made: RefreshedSecret | null): string {
  const endsAt = made?.oldSecretEndsAt ?? null;
  return endsAt === null ? "The old secret no longer works." : `The old secret works until ${expiryText(endsAt)}.`;
}
