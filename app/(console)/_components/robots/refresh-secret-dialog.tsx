"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useMemo, useState } from "react";
import { useForm } from "react-hook-form";
import { useAction } from "@/components/action/use-action";
import type { RevealedSecret } from "@/lib/robots/creation";
import type { RobotDto } from "@/lib/robots/queries";
import { refreshSecretAction } from "../../robot-actions";
import type { DialogControl } from "./dialog-control";
import { serverFieldErrors } from "./form-errors";
import { type RefreshForm, refreshFormSchema } from "./refresh-form";
import { RefreshSecretForm } from "./refresh-secret-form";
import { SecretDialog } from "./secret-dialog";
import type { TabSettings } from "./tab-settings";

const LOST =
  "No answer came from the server, so the secret may have been replaced and the old one may not work any more. Check your connection and refresh again: the newest secret counts.";

const EMPTY: RefreshForm = { manual: false, secret: "", confirmation: "" };

type RefreshSecretDialogProps = { control: DialogControl; settings: TabSettings; robot: RobotDto };

/** Gives a robot a new secret, generated or by hand, then shows it. */
export function RefreshSecretDialog({ control, settings, robot }: RefreshSecretDialogProps) {
  const [secret, setSecret] = useState<RevealedSecret | null>(null);
  const refresh = useAction(refreshSecretAction, LOST, control.onProblem);
  const schema = useMemo(() => refreshFormSchema(settings.secretMaxLength), [settings.secretMaxLength]);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: EMPTY, mode: "onTouched" });
  // Whoever has read about a conflict or a lost answer and refreshes again means it, whatever changed before.
  const told = refresh.problem?.code === "CONFLICT" || refresh.problem?.code === "LOST";
  const submit = form.handleSubmit(async (values) => {
    const outcome = await refresh.run({
      id: robot.id,
      version: told ? undefined : robot.version,
      secret: values.manual ? values.secret : undefined,
    });
    if (outcome?.ok) {
      form.reset(EMPTY);
      return setSecret(outcome.data);
    }
    const faults = serverFieldErrors(outcome?.fields, ["secret"] as const);
    for (const { name, message } of faults) form.setError(name, { message }, { shouldFocus: true });
    if (faults.length > 0) refresh.forget();
  });
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={secret}
      secretHeading={{ title: "Secret refreshed", description: "The old secret no longer works." }}
      form={{
        title: "Refresh secret",
        description: <span className="font-code">{robot.loginName}</span>,
        size: "md",
        busy: refresh.pending,
        dirty: form.formState.isDirty,
        content: (
          <RefreshSecretForm
            form={form}
            robot={robot}
            settings={settings}
            pending={refresh.pending}
            problem={refresh.problem}
            onSubmit={submit}
            onCancel={control.close}
          />
        ),
      }}
    />
  );
}
