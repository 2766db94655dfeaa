"use client";
import Bot from "lucide-react/icons/bot";
import { Empty } from "@/components/ui/empty";
import { NewRobotButton } from "../../../../_components/robots/robot-toolbar";

/** What a project without robots says. */
export function FirstUse({ canManage }: { canManage: boolean }) {
  return (
    <Empty icon={<Bot />} title="No robot accounts yet" action={canManage ? <NewRobotButton /> : undefined}>
      A robot account lets a script or a pipeline log in to this project’s repositories with a name and a secret of its
      own. You choose what it may do and when it expires.
    </Empty>
  );
}
