import ArrowLeft from "lucide-react/icons/arrow-left";
import type { ReactNode } from "react";
import { ManagedMark } from "@/components/robots/managed-mark";
import { RobotName } from "@/components/robots/robot-name";
import { SecretsMark } from "@/components/robots/secrets-mark";
import { Link } from "@/components/ui/link";
import { StateBadge } from "@/components/ui/state-badge";
import type { RobotDetail } from "@/lib/robots/robot";

type RobotHeaderProps = {
  /** The heading's id. */
  id: string;
  /** 2 below a project's heading. */
  level?: 1 | 2;
  robot: RobotDetail;
  /** The list's path. */
  base: string;
  /** The actions; none for viewers. */
  children?: ReactNode;
};

export function RobotHeader({ id, level = 2, robot, base, children }: RobotHeaderProps) {
  const Heading = `h${level}` as const;
  return (
    <header className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-col gap-1">
        <Link look="plain" href={base} className="inline-flex items-center gap-1 self-start text-muted text-sm">
          <ArrowLeft aria-hidden="true" className="size-3.5" />
          All robot accounts
        </Link>
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <Heading id={id} className="min-w-0 text-lg">
            <RobotName loginName={robot.loginName} name={robot.name} />
          </Heading>
          <StateBadge state={robot.status === "active" ? "enabled" : robot.status} />
          <SecretsMark secrets={robot.secrets} />
          <ManagedMark owner={robot.managedBy} />
        </div>
      </div>
      {children}
    </header>
  );
}
