"use client";
import { ChangeOldSecretDialog } from "@/components/robots/change-old-secret-dialog";
import { CreateRobotDialog } from "@/components/robots/create-robot-dialog";
import { DeleteRobotsDialog } from "@/components/robots/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "@/components/robots/dialog-control";
import { DuplicateRobotDialog } from "@/components/robots/duplicate-robot-dialog";
import { EditRobotDialog } from "@/components/robots/edit-robot-dialog";
import { EndOldSecretDialog } from "@/components/robots/end-old-secret-dialog";
import { RefreshSecretDialog } from "@/components/robots/refresh-secret-dialog";
import type { RobotSettings } from "@/components/robots/robot-settings";
import { ToggleRobotDialog } from "@/components/robots/toggle-robot-dialog";

type RobotDialogsProps = {
  request: DialogRequest;
  control: DialogControl;
  settings: RobotSettings;
  onDeleted?: (ids: readonly number[]) => void;
};

/** All robot dialogs in one chunk, loaded just before the first opens. */
export function RobotDialogs({ request, onDeleted, ...rest }: RobotDialogsProps) {
  switch (request.kind) {
    case "create":
      return <CreateRobotDialog {...rest} />;
    case "edit":
      return <EditRobotDialog {...rest} robot={request.robot} />;
    case "duplicate":
      return <DuplicateRobotDialog {...rest} robot={request.robot} />;
    case "refresh":
      return <RefreshSecretDialog {...rest} robot={request.robot} />;
    case "end-old":
      return <EndOldSecretDialog {...rest} robot={request.robot} />;
    case "change-old":
      return <ChangeOldSecretDialog {...rest} robot={request.robot} />;
    case "toggle":
      return <ToggleRobotDialog {...rest} robot={request.robot} />;
    case "delete":
      return <DeleteRobotsDialog {...rest} robots={request.robots} onDeleted={onDeleted} />;
  }
}
