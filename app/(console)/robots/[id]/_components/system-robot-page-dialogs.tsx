"use client";
import { useRouter } from "next/navigation";
import { DeleteRobotsDialog } from "../../../_components/robots/delete-robots-dialog";
import type { DialogControl, DialogRequest } from "../../../_components/robots/dialog-control";
import type { TabSettings } from "../../../_components/robots/tab-settings";
import { deleteThisRobotAction } from "../../../robot-actions";
import { SystemRobotDialogs } from "../../_components/system-robot-dialogs";

type PageDialogsProps = { request: DialogRequest; control: DialogControl; settings: TabSettings };

/** The dialogs of the list, for one robot; deleting it leads to the list. */
export function SystemRobotPageDialogs({ request, control, settings }: PageDialogsProps) {
  const router = useRouter();
  if (request.kind !== "delete") return <SystemRobotDialogs request={request} control={control} settings={settings} />;
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
