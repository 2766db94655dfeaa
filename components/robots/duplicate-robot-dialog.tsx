"use client";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { CreateRobotDialog } from "@/components/robots/create-robot-dialog";
import type { DialogControl, ShownRobot } from "@/components/robots/dialog-control";
import { editableOf } from "@/components/robots/robot-draft";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { useRobotDetail } from "@/components/robots/use-robot-detail";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody } from "@/components/ui/dialog";

type DuplicateRobotDialogProps = { control: DialogControl; settings: RobotSettings; robot: ShownRobot };

/** A new robot with the permissions of another. Loads them first if the list doesn't include them. */
export function DuplicateRobotDialog({ control, settings, robot }: DuplicateRobotDialogProps) {
  const [known] = useState(() => editableOf(robot, settings.home));
  const { outcome, retry } = useRobotDetail(settings.actions.load, settings.home, robot.id, known === null);
  const like = known ?? (outcome?.ok ? outcome.data : null);
  if (like) return <CreateRobotDialog control={control} settings={settings} like={like} />;
  if (outcome?.ok !== false) return null;
  return (
    <Dialog
      open={control.open}
      onOpenChange={control.close}
      onClosed={control.onClosed}
      finalFocus={control.returnFocus}
      title="Duplicate robot account"
    >
      <DialogBody className="min-h-40">
        <ProblemNote
          problem={outcome}
          actions={
            <Button size="sm" onClick={retry}>
              Try again
            </Button>
          }
        />
      </DialogBody>
    </Dialog>
  );
}
