"use client";
import Bot from "lucide-react/icons/bot";
import { Empty } from "@/components/ui/empty";
import type { DialogRequest } from "./dialog-control";
import { NewRobotButton } from "./robot-toolbar";

type FirstUseProps = {
  /** Null for people who may only look. */
  onRequest: ((request: DialogRequest, opener: string) => void) | null;
  onNear: () => void;
};

/** What a project without robots says. */
export function FirstUse({ onRequest, onNear }: FirstUseProps) {
  return (
    <Empty
      icon={<Bot />}
      title="No robot accounts yet"
      action={onRequest ? <NewRobotButton onRequest={onRequest} onNear={onNear} /> : undefined}
    >
      A robot account lets a script or a pipeline log in to this project’s repositories with a name and a secret of its
      own. You choose what it may do and when it expires.
    </Empty>
  );
}
