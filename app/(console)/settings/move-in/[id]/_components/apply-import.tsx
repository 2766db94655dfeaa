"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { ImportShown } from "@/lib/imports/schema";
import { numberText } from "@/lib/number-text";
import { callApi } from "../../_components/call-api";

type ApplyImportProps = Pick<ImportShown, "id" | "batches" | "state"> & { robots: number };

/** Applies the import in several requests, and goes on after a lost connection when asked to. */
export function ApplyImport({ id, robots, batches, state }: ApplyImportProps) {
  const { pending, fault, done, apply } = useApply(id, batches.done);
  const what = `${numberText(robots)} robot ${robots === 1 ? "account" : "accounts"}`;
  const isStarted = state === "applying" || done > 0;
  return (
    <Card
      title={isStarted ? "Import in progress" : "Ready to import"}
      description="Anything that already exists here stays as it is. Each imported robot is recorded in the activity."
    >
      <div className="flex flex-col items-start gap-3">
        {isStarted ? (
          <progress
            aria-label="Import progress"
            max={Math.max(1, batches.total)}
            value={done}
            className="h-2 w-full accent-accent"
          />
        ) : null}
        {fault ? <Alert tone="error">{fault}</Alert> : null}
        <Button variant="primary" pending={pending} onClick={apply}>
          {isStarted ? "Continue import" : `Import ${what}`}
        </Button>
      </div>
    </Card>
  );
}

function useApply(id: number, alreadyDone: number) {
  const router = useRouter();
  const [pending, setPending] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [done, setDone] = useState(alreadyDone);
  async function apply() {
    setPending(true);
    setFault(null);
    for (;;) {
      const reply = await callApi(`/imports/${id}/apply`, "POST");
      if ("fault" in reply) {
        setFault(reply.fault);
        break;
      }
      setDone(reply.shown.batches.done);
      if (reply.status === 200) break;
    }
    setPending(false);
    router.refresh();
  }
  return { pending, fault, done, apply };
}
