"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAction } from "@/components/action/use-action";
import type { RevealedSecret } from "@/lib/robots/creation";
import { creationKey } from "../../_components/robots/creation-key";
import type { DialogControl } from "../../_components/robots/dialog-control";
import { durationOf } from "../../_components/robots/expiry-text";
import { serverFieldErrors } from "../../_components/robots/form-errors";
import { PinnedProblem } from "../../_components/robots/pinned-problem";
import { SecretDialog } from "../../_components/robots/secret-dialog";
import type { TabSettings } from "../../_components/robots/tab-settings";
import { createSystemRobotAction } from "../actions";
import { createFormSchema, newRobot, type SystemFormInput, type SystemFormOutput } from "./system-robot-form";
import { SystemRobotFormView } from "./system-robot-form-view";

const LOST =
  "No answer came from the server, so the robot may have been created. Check your connection and press Save again: it cannot be created twice. If it turns out to exist, use Refresh secret to get a secret you can see.";

/** Creates a system robot, then shows its secret. */
export function CreateSystemRobotDialog({ control, settings }: { control: DialogControl; settings: TabSettings }) {
  const [secret, setSecret] = useState<RevealedSecret | null>(null);
  // One opened form, one robot: however often it is sent.
  const [key] = useState(creationKey);
  const create = useAction(createSystemRobotAction, LOST, control.onProblem);
  const form = useForm<SystemFormInput, unknown, SystemFormOutput>({
    resolver: zodResolver(createFormSchema(settings.policy)),
    defaultValues: newRobot(settings.policy),
    mode: "onTouched",
  });
  const save = async ({ expiry, ...values }: SystemFormOutput) => {
    const outcome = await create.run({ ...values, duration: durationOf(expiry), creationKey: key });
    if (outcome?.ok) {
      setSecret(outcome.data);
      return [];
    }
    const faults = serverFieldErrors(outcome?.fields, ["name", "description", "expiry", "access"] as const);
    for (const { name, message } of faults) form.setError(name, { message });
    if (faults.length > 0) create.forget();
    return faults.map(({ name }) => name);
  };
  return (
    <SecretDialog
      control={control}
      settings={settings}
      secret={secret}
      secretHeading={{ title: "Robot account created", description: "It is enabled and can log in now." }}
      form={{
        title: "New system robot account",
        description: "For what works across projects.",
        size: "lg",
        busy: create.pending,
        dirty: form.formState.isDirty,
        content: (
          <SystemRobotFormView
            form={form}
            settings={settings}
            pending={create.pending}
            onSubmit={save}
            onCancel={control.close}
          >
            <PinnedProblem problem={create.problem} />
          </SystemRobotFormView>
        ),
      }}
    />
  );
}
