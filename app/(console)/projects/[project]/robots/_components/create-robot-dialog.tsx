"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAction } from "@/components/action/use-action";
import type { RevealedSecret } from "@/lib/robots/creation";
import { creationKey } from "../../../../_components/robots/creation-key";
import type { DialogControl } from "../../../../_components/robots/dialog-control";
import { durationOf } from "../../../../_components/robots/expiry-text";
import { serverFieldErrors } from "../../../../_components/robots/form-errors";
import { SecretDialog } from "../../../../_components/robots/secret-dialog";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import { createRobotAction } from "../actions";
import { CreateRobotForm } from "./create-robot-form";
import { type CreateFormInput, type CreateFormOutput, createFormSchema, newRobot } from "./robot-form";

const LOST =
  "No answer came from the server, so the robot may have been created. Check your connection and press Save again: it cannot be created twice. If it turns out to exist, use Refresh secret to get a secret you can see.";

/** Creates a robot, then shows its secret. */
export function CreateRobotDialog({ control, settings }: { control: DialogControl; settings: ProjectTabSettings }) {
  const [secret, setSecret] = useState<RevealedSecret | null>(null);
  // One opened form, one robot: however often it is sent.
  const [key] = useState(creationKey);
  const create = useAction(createRobotAction, LOST, control.onProblem);
  const form = useForm<CreateFormInput, unknown, CreateFormOutput>({
    resolver: zodResolver(createFormSchema(settings.policy)),
    defaultValues: newRobot(settings.policy),
    mode: "onTouched",
  });
  const submit = form.handleSubmit(async ({ expiry, ...values }) => {
    const outcome = await create.run({
      ...values,
      project: settings.project,
      duration: durationOf(expiry),
      creationKey: key,
    });
    if (outcome?.ok) return setSecret(outcome.data);
    const faults = serverFieldErrors(outcome?.fields, ["name", "description", "expiry", "permissions"] as const);
    for (const { name, message } of faults) form.setError(name, { message }, { shouldFocus: true });
    if (faults.length > 0) create.forget();
  });
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={secret}
      secretHeading={{ title: "Robot account created", description: "It is enabled and can log in now." }}
      form={{
        title: "New Robot Account",
        description: (
          <>
            For scripts and pipelines that use project <span className="font-code">{settings.project}</span>.
          </>
        ),
        size: "lg",
        busy: create.pending,
        dirty: form.formState.isDirty,
        content: (
          <CreateRobotForm
            form={form}
            settings={settings}
            pending={create.pending}
            problem={create.problem}
            onSubmit={submit}
            onCancel={control.close}
          />
        ),
      }}
    />
  );
}
