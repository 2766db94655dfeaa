"use client";
import { useLayoutEffect, useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { SaveProblem } from "@/components/action/save-problem";
import { useActionForm } from "@/components/action/use-action-form";
import { useVersioned } from "@/components/action/use-versioned";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import {
  asTyped,
  DRAFT_FIELDS,
  draftOf,
  draftSchema,
  type EditableRobot,
  editableOf,
} from "@/components/robots/robot-draft";
import { RobotForm } from "@/components/robots/robot-form";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { useFormSteps } from "@/components/robots/use-form-steps";
import { useRobotDetail } from "@/components/robots/use-robot-detail";
import { Button } from "@/components/ui/button";
import { CloseGuard, DISCARD_QUESTION, useCloseGuard } from "@/components/ui/close-guard";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import { projectNameOf } from "@/lib/robots/home";

const NO_RESPONSE =
  "We couldn’t reach the server, so the change may have been saved. Check your connection and save again.";

type EditRobotDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

/** Loads the robot's permissions first if the list doesn't include them. */
export function EditRobotDialog({ control, settings, robot }: EditRobotDialogProps) {
  const [known] = useState(() => editableOf(robot, settings.home));
  const { outcome, retry } = useRobotDetail(settings.actions.load, settings.home, robot.id, known === null);
  const editable = known ?? (outcome?.ok ? outcome.data : null);
  const [guarded, setGuarded] = useState({ busy: false, dirty: false });
  const guard = useCloseGuard({ busy: guarded.busy, question: guarded.dirty ? DISCARD_QUESTION : null });
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onCloseAttempt={guard.attempt}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title="Edit robot account"
      description={<RobotName loginName={robot.loginName} name={robot.name} />}
      size="lg"
    >
      {editable ? (
        <EditForm control={control} settings={settings} robot={editable} onGuard={setGuarded} />
      ) : (
        <DialogBody className="min-h-40">
          {outcome?.ok === false ? (
            <ProblemNote
              problem={outcome}
              actions={
                <Button size="sm" onClick={retry}>
                  Try again
                </Button>
              }
            />
          ) : (
            <p className="text-muted text-sm">Loading…</p>
          )}
        </DialogBody>
      )}
      <CloseGuard guard={guard} onLeave={control.close} />
    </Dialog>
  );
}

type EditFormProps = {
  control: DialogControl;
  settings: RobotSettings;
  robot: EditableRobot;
  /** Reports whether the dialog may close. */
  onGuard: (state: { busy: boolean; dirty: boolean }) => void;
};

function EditForm({ control, settings, robot, onGuard }: EditFormProps) {
  const { home, policy, actions } = settings;
  const project = projectNameOf(home);
  const toast = useToast();
  const steps = useFormSteps(home);
  const { base, latest } = useVersioned({
    state: robot,
    load: actions.load,
    loadInput: { project, id: robot.id },
    onLoaded: (loaded) => {
      form.reset(draftOf(loaded));
      forget();
    },
    onProblem: control.onProblem,
  });
  const { form, submit, pending, problem, fault, forget } = useActionForm({
    schema: draftSchema(policy),
    defaultValues: draftOf(robot),
    action: actions.update,
    toInput: ({ name: _, access, ...draft }) => {
      return { ...draft, access: asTyped(access), id: base.id, version: base.version };
    },
    noResponse: NO_RESPONSE,
    onDone: () => {
      control.close();
      toast.success(`Saved ${base.loginName}`);
    },
    onProblem: control.onProblem,
    fieldNames: DRAFT_FIELDS,
    onInvalid: steps.goToInvalidField,
  });
  const { isDirty } = form.formState;
  useLayoutEffect(() => onGuard({ busy: pending, dirty: isDirty }), [onGuard, pending, isDirty]);
  return (
    <RobotForm
      key={base.version}
      form={form}
      steps={steps}
      robot={base}
      settings={settings}
      pending={pending}
      fault={fault}
      onSubmit={submit}
      onCancel={control.close}
    >
      <SaveProblem problem={problem} latest={latest} />
    </RobotForm>
  );
}
