"use client";
import { useEffect, useState } from "react";
import { callAction, type Outcome } from "@/components/action/call-action";
import { Button } from "@/components/ui/button";
import type { SystemRobotDetail } from "@/lib/system-robots/queries";
import { countText, heldGroups } from "../../_components/robots/permission-text";
import { getSystemRobotAction } from "../actions";

const LOST = "No answer came from the server.";

/** What a robot may do in each of its projects, asked for when somebody looks. */
export function AccessPeek({ robotId }: { robotId: number }) {
  const [answer, setAnswer] = useState<Outcome<SystemRobotDetail> | null>(null);
  const [attempt, setAttempt] = useState(1);
  useEffect(() => {
    let current = attempt > 0;
    void callAction(getSystemRobotAction, { id: robotId }, LOST).then((outcome) => {
      if (current) setAnswer(outcome);
    });
    return () => {
      current = false;
    };
  }, [robotId, attempt]);
  if (!answer) return <p className="mt-2 min-h-16 text-muted">Loading …</p>;
  if (!answer.ok)
    return (
      <div className="mt-2 flex flex-col items-start gap-2">
        <p>{answer.message}</p>
        <Button size="sm" onClick={() => setAttempt(attempt + 1)}>
          Try again
        </Button>
      </div>
    );
  return (
    <ul className="mt-2 max-h-72 divide-y divide-line overflow-y-auto">
      {answer.data.access.projects.map(({ project, permissions }) => (
        <li key={project ?? ""} className="py-1.5">
          <p className="flex items-baseline justify-between gap-3">
            {project === null ? (
              <span className="font-medium">All projects</span>
            ) : (
              <span className="min-w-0 break-all font-code">{project}</span>
            )}
            <span className="shrink-0 text-muted text-xs">{countText(permissions)}</span>
          </p>
          <p className="text-muted text-xs">
            {heldGroups(permissions)
              .flatMap((group) => group.permissions.map(({ label }) => label))
              .join(", ")}
          </p>
        </li>
      ))}
    </ul>
  );
}
