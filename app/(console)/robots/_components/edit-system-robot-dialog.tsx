"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { callAction, type Outcome } from "@/components/action/call-action";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody } from "@/components/ui/dialog";
import { useToast } from "@/components/ui/toast";
import type { RobotDto } from "@/lib/robots/queries";
import type { SystemRobotDetail } from "@/lib/system-robots/queries";
import { CloseGuard, DISCARD_QUESTION, useCloseGuard } from "../../_components/robots/close-guard";
import type { DialogControl } from "../../_components/robots/dialog-control";
import { serverFieldErrors } from "../../_components/robots/form-errors";
import { PinnedProblem } from "../../_components/robots/pinned-problem";
import type { TabSettings } from "../../_components/robots/tab-settings";
import { getSystemRobotAction, updateSystemRobotAction } from "../actions";
import { editFormOf, editFormSchema, type SystemFormInput, type SystemFormOutput } from "./system-robot-form";
import { SystemRobotFormView } from "./system-robot-form-view";

const LOST =
  "No answer came from the server, so the change may or may not have been saved. Check your connection and save again.";
const NOT_LOADED = "No answer came from the server. Check your connection and try again.";

type EditDialogProps = { control: DialogControl; settings: TabSettings; robot: RobotDto };

/** Changes a system robot, once all it holds has been asked for: the list knows only how many projects. */
export function EditSystemRobotDialog({ control, settings, robot }: EditDialogProps) {
  const [loaded, setLoaded] = useState<Outcome<SystemRobotDetail> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [guarded, setGuarded] = useState({ busy: false, dirty: false });
  const guard = useCloseGuard({ busy: guarded.busy, question: guarded.dirty ? DISCARD_QUESTION : null });
  useEffect(() => {
    let current = attempt >= 0;
    void callAction(getSystemRobotAction, { id: robot.id }, NOT_LOADED).then((outcome) => {
      if (current) setLoaded(outcome);
    });
    return () => {
      current = false;
    };
  }, [robot.id, attempt]);
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onCloseAttempt={guard.attempt}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title="Edit robot account"
      description={<span className="font-code">{robot.loginName}</span>}
      size="lg"
    >
      {loaded?.ok ? (
        <EditForm control={control} settings={settings} robot={loaded.data} onGuard={setGuarded} />
      ) : (
        <DialogBody className="min-h-40">
          {loaded ? (
            <ProblemNote
              problem={loaded}
              actions={
                <Button size="sm" onClick={() => setAttempt(attempt + 1)}>
                  Try again
                </Button>
              }
            />
          ) : (
            <p className="text-muted text-sm">Loading …</p>
          )}
        </DialogBody>
      )}
      <CloseGuard guard={guard} onLeave={control.close} />
    </Dialog>
  );
}

type EditFormProps = {
  control: DialogControl;
  settings: TabSettings;
  robot: SystemRobotDetail;
  /** Tells the dialog whether it may be closed. */
  onGuard: (state: { busy: boolean; dirty: boolean }) => void;
};

function EditForm({ control, settings, robot, onGuard }: EditFormProps) {
  const toast = useToast();
  // What the form was filled from: saving compares with it, however the list behind has changed.
  const [base, setBase] = useState(robot);
  const update = useAction(updateSystemRobotAction, LOST, control.onProblem);
  const reload = useAction(getSystemRobotAction, NOT_LOADED, control.onProblem);
  const form = useForm<SystemFormInput, unknown, SystemFormOutput>({
    resolver: zodResolver(editFormSchema(settings.policy)),
    defaultValues: editFormOf(robot),
    mode: "onTouched",
  });
  const { isDirty } = form.formState;
  useEffect(() => onGuard({ busy: update.pending, dirty: isDirty }), [onGuard, update.pending, isDirty]);
  const save = async ({ description, access, expiry }: SystemFormOutput) => {
    const outcome = await update.run({ id: base.id, version: base.version, description, access, expiry });
    if (outcome?.ok) {
      control.close();
      toast.success(`Saved ${base.loginName}`);
      return [];
    }
    const faults = serverFieldErrors(outcome?.fields, ["description", "expiry", "access"] as const);
    for (const { name, message } of faults) form.setError(name, { message });
    if (faults.length > 0) update.forget();
    return faults.map(({ name }) => name);
  };
  const loadNewState = async () => {
    const outcome = await reload.run({ id: base.id });
    if (!outcome?.ok) return;
    setBase(outcome.data);
    form.reset(editFormOf(outcome.data));
    update.forget();
  };
  return (
    <SystemRobotFormView
      key={base.version}
      form={form}
      current={base.expiresAt}
      settings={settings}
      pending={update.pending}
      onSubmit={save}
      onCancel={control.close}
    >
      <PinnedProblem
        problem={reload.problem ?? update.problem}
        actions={
          update.problem?.code === "CONFLICT" ? (
            <Button size="sm" pending={reload.pending} onClick={loadNewState}>
              Load the new state
            </Button>
          ) : undefined
        }
      />
    </SystemRobotFormView>
  );
}
