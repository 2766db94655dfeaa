"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import type { RobotDto } from "@/lib/robots/queries";
import { CloseGuard, DISCARD_QUESTION, useCloseGuard } from "../../../../_components/robots/close-guard";
import type { DialogControl } from "../../../../_components/robots/dialog-control";
import { serverFieldErrors } from "../../../../_components/robots/form-errors";
import { PinnedProblem } from "../../../../_components/robots/pinned-problem";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import { getRobotAction, updateRobotAction } from "../actions";
import { EditRobotForm } from "./edit-robot-form";
import { type EditFormInput, type EditFormOutput, editFormOf, editFormSchema } from "./robot-form";

const LOST =
  "No answer came from the server, so the change may or may not have been saved. Check your connection and save again.";

type EditRobotDialogProps = { control: DialogControl; settings: ProjectTabSettings; robot: RobotDto };

/** Changes description, expiry and permissions of a robot. */
export function EditRobotDialog({ control, settings, robot }: EditRobotDialogProps) {
  const toast = useToast();
  // What the form was filled from: saving compares with it, however the list behind has changed.
  const [base, setBase] = useState(robot);
  const update = useAction(updateRobotAction, LOST, control.onProblem);
  const reload = useAction(getRobotAction, "No answer came from the server. Try again.", control.onProblem);
  const form = useForm<EditFormInput, unknown, EditFormOutput>({
    resolver: zodResolver(editFormSchema(settings.policy)),
    defaultValues: editFormOf(robot),
    mode: "onTouched",
  });
  const guard = useCloseGuard({ busy: update.pending, question: form.formState.isDirty ? DISCARD_QUESTION : null });
  const submit = form.handleSubmit(async (values) => {
    const outcome = await update.run({ ...values, id: base.id, version: base.version });
    if (outcome?.ok) {
      control.close();
      return toast.success(`Saved ${base.loginName}`);
    }
    const faults = serverFieldErrors(outcome?.fields, ["description", "expiry", "permissions"] as const);
    for (const { name, message } of faults) form.setError(name, { message }, { shouldFocus: true });
  });
  const loadNewState = async () => {
    const outcome = await reload.run({ project: settings.project, id: base.id });
    if (!outcome?.ok) return;
    setBase(outcome.data);
    form.reset(editFormOf(outcome.data));
    update.forget();
  };
  const conflict = update.problem?.code === "CONFLICT";
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onCloseAttempt={guard.attempt}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title="Edit robot account"
      description={<span className="font-code">{base.loginName}</span>}
      size="lg"
    >
      <EditRobotForm
        form={form}
        robot={base}
        policy={settings.policy}
        pending={update.pending}
        onSubmit={submit}
        onCancel={control.close}
      >
        <PinnedProblem
          problem={reload.problem ?? update.problem}
          actions={
            conflict ? (
              <Button size="sm" pending={reload.pending} onClick={loadNewState}>
                Load the new state
              </Button>
            ) : undefined
          }
        />
      </EditRobotForm>
      <CloseGuard guard={guard} onLeave={control.close} />
    </Dialog>
  );
}
