"use client";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import type { Problem } from "@/components/action/call-action";
import { Alert } from "@/components/ui/alert";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";

/** What went wrong and the next step. What was typed stays; a sign-in happens in another tab for the same reason. */
export function ProblemNote({ problem, actions }: { problem: Problem | null; actions?: ReactNode }) {
  if (!problem) return null;
  return (
    <Alert tone="error" actions={actions}>
      <ProblemText problem={problem} />
    </Alert>
  );
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/;

/** A message in which moments (ISO 8601) are written in the reader's zone. */
function WithTimes({ text }: { text: string }) {
  return text
    .split(INSTANT)
    .map((part) => (INSTANT.test(part) ? <Time key={part} value={part} format="absolute" /> : part));
}

/** The words of a problem, where an alert is around them already. */
export function ProblemText({ problem }: { problem: Problem }) {
  const path = usePathname();
  const query = useSearchParams().toString();
  if (problem.code !== "UNAUTHORIZED") return <WithTimes text={problem.message} />;
  const here = query ? `${path}?${query}` : path;
  return (
    <>
      You’ve been signed out. Nothing was changed.{" "}
      <Link href={`/login?next=${encodeURIComponent(here)}`} target="_blank">
        Sign in again in a new tab
      </Link>
      , then come back and try again.
    </>
  );
}
