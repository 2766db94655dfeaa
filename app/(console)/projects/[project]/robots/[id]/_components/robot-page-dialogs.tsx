"use client";
import { useRouter } from "next/navigation";
import { DeleteRobotsDialog } from "../../_components/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "../../_components/dialog-control";
import { RobotDialogs } from "../../_components/robot-dialogs";
import type { TabSettings } from "../../_components/tab-settings";
import { deleteThisRobotAction } from "../actions";

type RobotPageDialogsProps = { request: DialogRequest; control: DialogControl; settings: TabSettings };

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
      onDeleted={() => router.replace(`/projects/${settings.project}/robots`)}
    />
  );
}
