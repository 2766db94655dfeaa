import { robotHref } from "@/components/robots/robot-href";
import { Link } from "@/components/ui/link";
import type { AuditRow } from "@/lib/activity/queries";

/** Marks names nobody signed in with: anyone can type one. */
export function ActorName({ actor }: { actor: AuditRow["actor"] }) {
  if (actor.type === "system")
    return <span className="text-muted">{actor.name === "system" ? "System" : actor.name}</span>;
  return (
    <span>
      <span className="font-code">{actor.name || "(no name)"}</span>
      {actor.type === "anonymous" ? <span className="block text-muted text-xs">not signed in</span> : null}
    </span>
  );
}

/** Links to the robot while it exists. */
export function Subject({ row: { robot, target } }: { row: AuditRow }) {
  if (robot) {
    return (
      <span>
        <RobotName robot={robot} />
        {target ? <span className="block font-code text-muted">{target}</span> : null}
      </span>
    );
  }
  return target ? <span className="font-code">{target}</span> : <Nothing />;
}

function RobotName({ robot }: { robot: NonNullable<AuditRow["robot"]> }) {
  if (!robot.home) return <span className="font-code">{robot.name}</span>;
  return (
    <Link look="plain" href={robotHref(robot.home)} className="font-code">
      {robot.name}
    </Link>
  );
}

/** Links to the project while it exists. */
export function ProjectName({ project }: { project: AuditRow["project"] }) {
  if (!project) return <Nothing />;
  if (!project.exists) return <span className="font-code">{project.name}</span>;
  return (
    <Link look="plain" href={`/projects/${project.name}`} className="font-code">
      {project.name}
    </Link>
  );
}

function Nothing() {
  return (
    <span className="text-faint">
      <span aria-hidden="true">–</span>
      <span className="sr-only">none</span>
    </span>
  );
}
