"use client";
import { usePathname, useSearchParams } from "next/navigation";
import type { ReactNode } from "react";
import type { Problem } from "@/components/action/call-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Link } from "@/components/ui/link";
import { Time } from "@/components/ui/time";

/** Keeps everything typed: signing in again happens in another tab. */
export function ProblemNote({ problem, actions }: { problem: Problem | null; actions?: ReactNode }) {
  if (!problem) return null;
  return (
    <Alert tone="error" actions={problem.code === "OUTDATED" ? <ReloadButton /> : actions}>
      <ProblemText problem={problem} />
    </Alert>
  );
}

/** A page of an older build can't save any more. */
function ReloadButton() {
  return (
    <Button size="sm" onClick={() => location.reload()}>
      Reload
    </Button>
  );
}

const INSTANT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)/;

/** Renders ISO 8601 times inside a message in the reader's time zone. */
function WithTimes({ text }: { text: string }) {
  return text
    .split(INSTANT)
    .map((part) => (INSTANT.test(part) ? <Time key={part} value={part} format="absolute" /> : part));
}

/** The text alone, for use inside an existing alert. */
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
