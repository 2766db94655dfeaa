import { robotHref } from "@/components/robots/robot-href";
import { RobotName } from "@/components/robots/robot-name";
import { BreakableName } from "@/components/ui/breakable-name";
import { EmptyValue } from "@/components/ui/empty-value";
import { Link } from "@/components/ui/link";
import type { AuditRow } from "@/lib/activity/queries";

/** Marks names nobody signed in with: anyone can type one. */
export function ActorName({ actor }: { actor: AuditRow["actor"] }) {
  if (actor.type === "system")
    return <span className="text-muted">{actor.name === "system" ? "System" : actor.name}</span>;
  return (
    <span>
      {actor.name ? <BreakableName className="font-code">{actor.name}</BreakableName> : "(no name)"}
      {actor.type === "anonymous" ? <span className="block text-muted text-xs">not signed in</span> : null}
    </span>
  );
}

/** Links to the robot while it exists. */
export function Subject({ row: { robot, target } }: { row: AuditRow }) {
  if (robot) {
    return (
      <span>
        <RobotLink robot={robot} />
        {target ? <BreakableName className="block font-code text-muted">{target}</BreakableName> : null}
      </span>
    );
  }
  return target ? <BreakableName className="font-code">{target}</BreakableName> : <EmptyValue />;
}

function RobotLink({ robot }: { robot: NonNullable<AuditRow["robot"]> }) {
  if (!robot.home) return <RobotName loginName={robot.name} />;
  return (
    <Link look="plain" href={robotHref(robot.home)}>
      <RobotName loginName={robot.name} />
    </Link>
  );
}

/** Links to the project while it exists. */
export function ProjectName({ project }: { project: AuditRow["project"] }) {
  if (!project) return <EmptyValue />;
  if (!project.exists) return <BreakableName className="font-code">{project.name}</BreakableName>;
  return (
    <Link look="plain" href={`/projects/${project.name}`} className="font-code">
      <BreakableName>{project.name}</BreakableName>
    </Link>
  );
}
