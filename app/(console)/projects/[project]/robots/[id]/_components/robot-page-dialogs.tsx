"use client";
import { useRouter } from "next/navigation";
import { DeleteRobotsDialog } from "../../../../../_components/robots/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "../../../../../_components/robots/dialog-control";
import type { ProjectTabSettings } from "../../../../../_components/robots/tab-settings";
import { deleteThisRobotAction } from "../../../../../robot-actions";
import { RobotDialogs } from "../../_components/robot-dialogs";

type RobotPageDialogsProps = { request: DialogRequest; control: DialogControl; settings: ProjectTabSettings };

/** The dialogs of the list, for one robot; deleting it leads to the list. */
export function RobotPageDialogs({ request, control, settings }: RobotPageDialogsProps) {
  const router = useRouter();
  if (request.kind !== "delete") return <RobotDialogs request={request} control={control} settings={settings} />;
  return (
    <DeleteRobotsDialog
      control={control}
      settings={settings}
      robots={request.robots}
      action={deleteThisRobotAction}
      onDeleted={() => router.replace(settings.base)}
    />
  );
}
