"use client";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { needsTypedName } from "@/components/robots/delete-confirmation";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Time, TimeTabStop } from "@/components/ui/time";
import { useToast } from "@/components/ui/toast";
import { projectNameOf } from "@/lib/robots/home";

const NO_RESPONSE =
  "We couldn’t reach the server. Either all of them were deleted or none. Check your connection, then try again or reload the list.";

type DeleteRobotsDialogProps = {
  control: DialogControl;
  settings: RobotSettings;
  robots: readonly ShownRobot[];
  /** Navigates away when the page's own robot is gone. */
  onDeleted?: () => void;
};

/** Deletes all or none. */
export function DeleteRobotsDialog(props: DeleteRobotsDialogProps) {
  const { control, settings, robots, onDeleted } = props;
  const toast = useToast();
  const { run, pending, problem } = useAction(settings.actions.remove, NO_RESPONSE, control.onProblem);
  const what = robots.length === 1 ? "this robot account" : `${robots.length} robot accounts`;
  const confirm = async () => {
    const outcome = await run({ ids: robots.map(({ id }) => id) });
    if (!outcome?.ok) return;
    control.close();
    onDeleted?.();
    toast.success(robots.length === 1 ? `Deleted ${robots[0]?.loginName}` : `Deleted ${what}`);
  };
  return (
    <ConfirmDialog
      open={control.open}
      onOpenChange={control.close}
      finalFocus={control.returnFocus}
      title={`Delete ${what}?`}
      description={`Logins stop immediately. Tokens already issued expire within ${settings.tokenLifetime}. Anything that uses ${robots.length === 1 ? "it" : "them"} will need another robot account. This can’t be undone.`}
      confirmLabel={robots.length === 1 ? "Delete robot account" : `Delete ${what}`}
      tone="danger"
      pending={pending}
      error={problem ? <ProblemText problem={problem} /> : undefined}
      typeToConfirm={needsTypedName(robots, Date.now()) ? confirmWord(settings, robots) : undefined}
      onConfirm={confirm}
    >
      <RobotList robots={robots} />
    </ConfirmDialog>
  );
}

/** The project's name; for system robots, the login name or what they are. */
function confirmWord({ home }: RobotSettings, robots: readonly ShownRobot[]): string {
  return projectNameOf(home) ?? (robots.length === 1 ? (robots[0]?.loginName ?? "") : "system robot accounts");
}

/** Not a tab stop: focus starts at the field or the button. */
function RobotList({ robots }: { robots: readonly ShownRobot[] }) {
  return (
    <TimeTabStop value={-1}>
      <ul
        aria-label="Robot accounts to delete"
        className="max-h-48 divide-y divide-line overflow-y-auto rounded-md border border-line"
      >
        {robots.map((robot) => (
          <li key={robot.id} className="px-3 py-1.5">
            <span className="block text-sm">
              <RobotName loginName={robot.loginName} name={robot.name} />
            </span>
            <span className="text-muted text-xs">
              {robot.lastUsedAt ? (
                <>
                  Last used <Time value={robot.lastUsedAt} />
                  {robot.lastUsedAddress ? ` from ${robot.lastUsedAddress}` : null}
                </>
              ) : (
                "Never used"
              )}
            </span>
          </li>
        ))}
      </ul>
    </TimeTabStop>
  );
}
