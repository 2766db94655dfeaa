"use client";
import { z } from "zod";
import { ProblemNote } from "@/components/action/problem-note";
import { useActionForm } from "@/components/action/use-action-form";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { PinnedProblem } from "@/components/robots/pinned-problem";
import { localInput, localSeconds, untilFault } from "@/components/robots/refresh-form";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { Dialog, DialogBody, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormFooter } from "@/components/ui/form-footer";
import { Input } from "@/components/ui/input";
import { localText } from "@/components/ui/time-text";
import { useToast } from "@/components/ui/toast";
import { epochSeconds, NEVER } from "@/lib/access/expiry";

const NO_RESPONSE =
  "We couldn’t reach the server, so the change may have been saved. Check your connection and try again.";

type ChangeOldSecretDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

export function ChangeOldSecretDialog({ control, settings, robot }: ChangeOldSecretDialogProps) {
  const toast = useToast();
  const { old } = robot.secrets;
  const latest = latestEnd(robot, settings);
  const { form, submit, pending, problem } = useActionForm({
    schema: endBefore(latest),
    defaultValues: { until: old ? localInput(old.endsAt) : "" },
    action: settings.actions.changeOldSecret,
    toInput: ({ until }) => ({ id: robot.id, version: robot.version, endsAt: localSeconds(until) ?? 0 }),
    noResponse: NO_RESPONSE,
    fieldNames: { grace: "until" },
    onDone: (endsAt) => {
      control.close();
      toast.success(`The old secret ends on ${localText(endsAt * 1000)}`);
    },
    onProblem: control.onProblem,
  });
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onCloseAttempt={() => !pending}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title="Change when the old secret ends"
      description={<span className="font-code">{robot.loginName}</span>}
      size="md"
    >
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <Field
            label="Ends on"
            hint={`${localText(latest * 1000)} at the latest.`}
            error={form.formState.errors.until?.message}
          >
            <Input type="datetime-local" max={localInput(latest)} className="w-56" {...form.register("until")} />
          </Field>
        </DialogBody>
        <PinnedProblem>
          <ProblemNote problem={problem} />
        </PinnedProblem>
        <FormFooter submitLabel="Save" pending={pending} onCancel={control.close} />
      </DialogForm>
    </Dialog>
  );
}

/** Epoch seconds. */
function latestEnd({ expiresAt, secrets }: ShownRobot, { maxGraceSeconds }: RobotSettings): number {
  const allowed = epochSeconds(secrets.old?.since ?? secrets.changedAt) + maxGraceSeconds;
  return expiresAt === NEVER ? allowed : Math.min(allowed, expiresAt);
}

function endBefore(latest: number) {
  return z.object({ until: z.string() }).superRefine(({ until }, context) => {
    const fault = untilFault(until, latest);
    if (fault) context.addIssue({ code: "custom", path: ["until"], message: fault });
  });
}
