"use client";
import { CreateRobotDialog } from "./create-robot-dialog";
import { DeleteRobotsDialog } from "./delete-robots-dialog";
import type { DialogControl, DialogRequest } from "./dialog-control";
import { EditRobotDialog } from "./edit-robot-dialog";
import { RefreshSecretDialog } from "./refresh-secret-dialog";
import type { TabSettings } from "./tab-settings";
import { ToggleRobotDialog } from "./toggle-robot-dialog";

type RobotDialogsProps = { request: DialogRequest; control: DialogControl; settings: TabSettings };

/** Every dialog of the tab in one piece, so that it can be loaded when the first is about to open. */
export function RobotDialogs({ request, ...rest }: RobotDialogsProps) {
  switch (request.kind) {
    case "create":
      return <CreateRobotDialog {...rest} />;
    case "edit":
      return <EditRobotDialog {...rest} robot={request.robot} />;
    case "refresh":
      return <RefreshSecretDialog {...rest} robot={request.robot} />;
    case "toggle":
      return <ToggleRobotDialog {...rest} robot={request.robot} />;
    case "delete":
      return <DeleteRobotsDialog {...rest} robots={request.robots} />;
  }
}
