"use client";
import ArrowLeft from "lucide-react/icons/arrow-left";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleSlash from "lucide-react/icons/circle-slash";
import CircleX from "lucide-react/icons/circle-x";
import { Badge } from "@/components/ui/badge";
import { Link } from "@/components/ui/link";
import type { RobotStatus } from "@/lib/robots/expiry";
import type { RobotDto } from "@/lib/robots/queries";
import type { TabSettings } from "../../_components/tab-settings";
import { RobotButtons } from "./robot-buttons";

type RobotHeaderProps = {
  /** Of the heading. */
  id: string;
  robot: RobotDto;
  settings: TabSettings;
  /** False for people who may look but not change. */
  canManage: boolean;
};

/** The robot's name and status, the way back, and what can be done with it. */
export function RobotHeader({ id, robot, settings, canManage }: RobotHeaderProps) {
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-col gap-1">
        <Link
          look="plain"
          href={`/projects/${settings.project}/robots`}
          className="inline-flex items-center gap-1 self-start text-muted text-sm"
        >
          <ArrowLeft aria-hidden="true" className="size-3.5" />
          All robot accounts
        </Link>
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <h2 id={id} className="min-w-0 font-code font-semibold text-lg">
            {robot.loginName}
          </h2>
          <StatusBadge status={robot.status} />
        </div>
      </div>
      {canManage ? <RobotButtons robot={robot} settings={settings} /> : null}
    </header>
  );
}

function StatusBadge({ status }: { status: RobotStatus }) {
  if (status === "active")
    return (
      <Badge tone="green">
        <CircleCheck aria-hidden="true" />
        Active
      </Badge>
    );
  if (status === "expired")
    return (
      <Badge tone="red">
        <CircleX aria-hidden="true" />
        Expired
      </Badge>
    );
  return (
    <Badge>
      <CircleSlash aria-hidden="true" />
      Disabled
    </Badge>
  );
}
