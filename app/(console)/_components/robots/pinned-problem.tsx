"use client";
import type { ReactNode } from "react";
import type { Problem } from "@/components/action/call-action";
import { ProblemNote } from "@/components/action/problem-note";

/** What went wrong, between a long form and its buttons: in sight wherever the form is scrolled to. */
export function PinnedProblem({ problem, actions }: { problem: Problem | null; actions?: ReactNode }) {
  if (!problem) return null;
  return (
    <div className="border-line border-t px-5 py-3">
      <ProblemNote problem={problem} actions={actions} />
    </div>
  );
}
