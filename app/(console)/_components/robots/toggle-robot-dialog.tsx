"use client";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { useToast } from "@/components/ui/toast";
import type { RobotDto } from "@/lib/robots/queries";
import { setRobotDisabledAction } from "../../robot-actions";
import type { DialogControl } from "./dialog-control";
import { expiryText } from "./expiry-text";
import type { TabSettings } from "./tab-settings";

const LOST = "No answer came from the server, so it may or may not have happened. Check your connection and try again.";

type ToggleRobotDialogProps = { control: DialogControl; settings: TabSettings; robot: RobotDto };

/** Enables a disabled robot or disables an enabled one, after saying the effect. */
export function ToggleRobotDialog({ control, settings, robot }: ToggleRobotDialogProps) {
  const toast = useToast();
  const disable = !robot.disabled;
  const { run, pending, problem } = useAction(setRobotDisabledAction, LOST, control.onProblem);
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
      confirmLabel={disable ? "Disable" : "Enable"}
      tone={disable ? "danger" : "primary"}
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : undefined}
      onConfirm={confirm}
    >
      <p className="font-code text-sm">{robot.loginName}</p>
    </ConfirmDialog>
  );
}

function disableEffect({ tokenLifetime }: TabSettings): string {
  return `Logins stop now; tokens already issued run out within ${tokenLifetime}. You can enable it again at any time.`;
}

function enableEffect({ expiresAt }: RobotDto): string {
  const expired = expiresAt > 0 && expiresAt * 1000 <= Date.now();
  if (!expired) return "It can log in again at once, with the secret it has.";
  return `It expired on ${expiryText(expiresAt)}, so it also needs a new expiration before it can log in.`;
}
