"use client";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { expiryText } from "@/components/robots/expiry-text";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";

const NO_RESPONSE =
  "We couldn’t reach the server, so the change may have been saved. Check your connection and try again.";

type ToggleRobotDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

/** Explains the effect first. */
export function ToggleRobotDialog({ control, settings, robot }: ToggleRobotDialogProps) {
  const toast = useToast();
  const disable = !robot.disabled;
  const { run, pending, problem } = useAction(settings.actions.setDisabled, NO_RESPONSE, control.onProblem);
  const confirm = async () => {
    const outcome = await run({ id: robot.id, disabled: disable });
    if (!outcome?.ok) return;
    control.close();
    toast.success(`${disable ? "Disabled" : "Enabled"} ${robot.loginName}`);
  };
  return (
    <ConfirmDialog
      open={control.open}
      onOpenChange={control.close}
      finalFocus={control.returnFocus}
      title={disable ? "Disable this robot account?" : "Enable this robot account?"}
      description={disable ? disableEffect(settings) : enableEffect(robot)}
      confirmLabel={disable ? "Disable robot account" : "Enable robot account"}
      tone={disable ? "danger" : "primary"}
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : undefined}
      onConfirm={confirm}
    >
      <p className="text-sm">
        <RobotName loginName={robot.loginName} name={robot.name} />
      </p>
    </ConfirmDialog>
  );
}

function disableEffect({ tokenLifetime }: RobotSettings): string {
  return `Logins stop immediately. Tokens already issued expire within ${tokenLifetime}. You can enable it again at any time.`;
}

function enableEffect({ expiresAt }: ShownRobot): string {
  const expired = expiresAt > 0 && expiresAt * 1000 <= Date.now();
  if (!expired) return "It can log in again right away with its current secret.";
  return `It expired on ${expiryText(expiresAt)}, so it also needs a new expiration before it can log in.`;
}
