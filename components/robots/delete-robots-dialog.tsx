"use client";
import { useState } from "react";
import { ProblemText } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { needsTypedName } from "@/components/robots/delete-confirmation";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { RobotName } from "@/components/robots/robot-name";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Time, TimeTabStop } from "@/components/ui/time";
import { useToast } from "@/components/ui/toast";
import { numberText } from "@/lib/number-text";
import { projectNameOf } from "@/lib/robots/home";
import { MAX_DELETED } from "@/lib/robots/schema";

const NO_RESPONSE =
  "We couldn’t reach the server, so some of them may have been deleted. Check your connection, then try again or reload the list.";

type DeleteRobotsDialogProps = {
  control: DialogControl;
  settings: RobotSettings;
  robots: readonly ShownRobot[];
  onDeleted?: (ids: readonly number[]) => void;
};

export function DeleteRobotsDialog(props: DeleteRobotsDialogProps) {
  const { control, settings, robots, onDeleted } = props;
  const toast = useToast();
  const { remove, deleted, pending, problem } = useDeletion(settings, control, onDeleted);
  const what = robots.length === 1 ? "this robot account" : `${numberText(robots.length)} robot accounts`;
  const confirm = async () => {
    if (!(await remove(robots))) return;
    control.close();
    toast.success(robots.length === 1 ? `Deleted ${robots[0]?.loginName}` : `Deleted ${what}`);
  };
  const progress = deleted > 0 ? `Deleted ${numberText(deleted)} of ${numberText(robots.length)}.` : "";
  return (
    <ConfirmDialog
      open={control.open}
      onOpenChange={control.close}
      finalFocus={control.returnFocus}
      title={`Delete ${what}?`}
      description={`Logins stop immediately. Tokens already issued expire within ${settings.tokenLifetime}. Anything that uses ${robots.length === 1 ? "it" : "them"} will need another robot account. This can’t be undone.`}
      confirmLabel={robots.length === 1 ? "Delete robot account" : `Delete ${what}`}
      status={pending ? progress : undefined}
      tone="danger"
      pending={pending}
      error={
        problem ? (
          <>
            {progress} <ProblemText problem={problem} />
          </>
        ) : undefined
      }
      typeToConfirm={needsTypedName(robots, Date.now()) ? confirmWord(settings, robots) : undefined}
      onConfirm={confirm}
    >
      <RobotList robots={robots} />
    </ConfirmDialog>
  );
}

/** Deletes in batches, each of them whole or not at all; a retry continues with the rest. */
function useDeletion(settings: RobotSettings, control: DialogControl, onDeleted: DeleteRobotsDialogProps["onDeleted"]) {
  const { run, problem } = useAction(settings.actions.remove, NO_RESPONSE, control.onProblem);
  const [pending, setPending] = useState(false);
  const [gone, setGone] = useState<ReadonlySet<number>>(new Set());
  const remove = async (robots: readonly ShownRobot[]): Promise<boolean> => {
    const ids = robots.map(({ id }) => id).filter((id) => !gone.has(id));
    const done = new Set(gone);
    setPending(true);
    let ok = true;
    for (let start = 0; ok && start < ids.length; start += MAX_DELETED) {
      const batch = ids.slice(start, start + MAX_DELETED);
      ok = (await run({ ids: batch }))?.ok ?? false;
      if (!ok) break;
      for (const id of batch) done.add(id);
      setGone(new Set(done));
    }
    setPending(false);
    if (done.size > gone.size) onDeleted?.([...done]);
    return ok;
  };
  return { remove, deleted: gone.size, pending, problem };
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
