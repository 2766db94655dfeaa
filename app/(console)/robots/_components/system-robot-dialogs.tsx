"use client";
import { DeleteRobotsDialog } from "../../_components/robots/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "../../_components/robots/dialog-control";
import { RefreshSecretDialog } from "../../_components/robots/refresh-secret-dialog";
import type { TabSettings } from "../../_components/robots/tab-settings";
import { ToggleRobotDialog } from "../../_components/robots/toggle-robot-dialog";
import { CreateSystemRobotDialog } from "./create-system-robot-dialog";
import { EditSystemRobotDialog } from "./edit-system-robot-dialog";

type SystemRobotDialogsProps = { request: DialogRequest; control: DialogControl; settings: TabSettings };

/** Every dialog of the page in one piece, so that it can be loaded when the first is about to open. */
export function SystemRobotDialogs({ request, ...rest }: SystemRobotDialogsProps) {
  switch (request.kind) {
    case "create":
      return <CreateSystemRobotDialog {...rest} />;
    case "edit":
      return <EditSystemRobotDialog {...rest} robot={request.robot} />;
    case "refresh":
      return <RefreshSecretDialog {...rest} robot={request.robot} />;
    case "toggle":
      return <ToggleRobotDialog {...rest} robot={request.robot} />;
    case "delete":
      return <DeleteRobotsDialog {...rest} robots={request.robots} />;
  }
}
