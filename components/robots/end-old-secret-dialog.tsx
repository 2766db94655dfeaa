"use client";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { isUsedLately, lastUseText } from "@/components/robots/last-use-text";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { Alert } from "@/components/ui/alert";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";

const NO_RESPONSE =
  "We couldn’t reach the server, so the old secret may have ended. Check your connection and reload the page.";

type EndOldSecretDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

/** Names the address that would break. */
export function EndOldSecretDialog({ control, settings, robot }: EndOldSecretDialogProps) {
  const toast = useToast();
  const { run, pending, problem } = useAction(settings.actions.endOldSecret, NO_RESPONSE, control.onProblem);
  const { old } = robot.secrets;
  const confirm = async () => {
    const outcome = await run({ id: robot.id, version: robot.version });
    if (!outcome?.ok) return;
    control.close();
    toast.success(`Ended the old secret of ${robot.loginName}`);
  };
  return (
    <ConfirmDialog
      open={control.open}
      onOpenChange={control.close}
      finalFocus={control.returnFocus}
      title="End the old secret now?"
      description={`Logins with it stop immediately, and it can’t be restored. Tokens already issued expire within ${settings.tokenLifetime}. The new secret keeps working.`}
      confirmLabel="End old secret"
      tone="danger"
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : undefined}
      onConfirm={confirm}
    >
      <p className="font-code text-sm">{robot.loginName}</p>
      {old && isUsedLately(old.usedAt) ? (
        <Alert tone="warn" title="It’s still in use.">
          The old secret was {lastUseText(old.usedAt, old.usedAddress)}. Whatever uses it there will no longer be able
          to log in.
        </Alert>
      ) : null}
    </ConfirmDialog>
  );
}
