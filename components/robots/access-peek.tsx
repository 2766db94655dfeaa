"use client";
import { countText, grantedGroups } from "@/components/robots/permission-text";
import { RepositoryList } from "@/components/robots/repository-list";
import { useRobotCommands } from "@/components/robots/robots-context";
import { useRobotDetail } from "@/components/robots/use-robot-detail";
import { BreakableName } from "@/components/ui/breakable-name";
import { Button } from "@/components/ui/button";

const HOME = { kind: "instance" } as const;

/** Loaded when opened. */
export function AccessPeek({ robotId }: { robotId: number }) {
  const { outcome, retry } = useRobotDetail(useRobotCommands().load, HOME, robotId);
  if (!outcome) return <p className="mt-2 min-h-16 text-muted">Loading…</p>;
  if (!outcome.ok)
    return (
      <div className="mt-2 flex flex-col items-start gap-2">
        <p>{outcome.message}</p>
        <Button size="sm" onClick={retry}>
          Try again
        </Button>
      </div>
    );
  return (
    <ul className="mt-2 max-h-72 divide-y divide-line overflow-y-auto">
      {outcome.data.access.projects.map(({ project, permissions, repositories }) => (
        <li key={project ?? ""} className="py-1.5">
          <p className="flex items-baseline justify-between gap-3">
            {project === null ? (
              <span className="font-medium">All projects</span>
            ) : (
              <BreakableName className="font-code">{project}</BreakableName>
            )}
            <span className="shrink-0 text-muted text-xs">{countText(permissions)}</span>
          </p>
          <p className="text-muted text-xs">
            {grantedGroups(permissions)
              .flatMap((group) => group.permissions.map(({ label }) => label))
              .join(", ")}
          </p>
          {repositories ? <RepositoryList patterns={repositories} /> : null}
        </li>
      ))}
    </ul>
  );
}
