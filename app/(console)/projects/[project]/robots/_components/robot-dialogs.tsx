"use client";
import { DeleteRobotsDialog } from "../../../../_components/robots/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "../../../../_components/robots/dialog-control";
import { RefreshSecretDialog } from "../../../../_components/robots/refresh-secret-dialog";
import type { ProjectTabSettings } from "../../../../_components/robots/tab-settings";
import { ToggleRobotDialog } from "../../../../_components/robots/toggle-robot-dialog";
import { CreateRobotDialog } from "./create-robot-dialog";
import { EditRobotDialog } from "./edit-robot-dialog";

type RobotDialogsProps = { request: DialogRequest; control: DialogControl; settings: ProjectTabSettings };

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
