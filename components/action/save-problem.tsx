"use client";
import type { Problem } from "@/components/action/call-action";
import { ProblemNote } from "@/components/action/problem-note";
import type { Latest } from "@/components/action/use-versioned";
import { Button } from "@/components/ui/button";

/** After a conflict, offers to load the latest version. */
export function SaveProblem({ problem, latest }: { problem: Problem | null; latest: Latest }) {
  return (
    <ProblemNote
      problem={latest.problem ?? problem}
      actions={
        problem?.code === "CONFLICT" ? (
          <Button size="sm" pending={latest.pending} onClick={latest.load}>
            Load the latest version
          </Button>
        ) : undefined
      }
    />
  );
}
