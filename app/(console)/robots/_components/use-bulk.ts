"use client";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { callAction, type Outcome } from "@/components/action/call-action";
import { useAction } from "@/components/action/use-action";
import { useToast } from "@/components/ui/toast";
import { numberText } from "@/lib/number-text";
import type { BulkPreview } from "@/lib/overview/bulk";
import { type BulkChange, MAX_BULK, type PreviewBulkInput } from "@/lib/overview/schema";
import { bulkAction, previewBulkAction } from "../actions";

const NO_RESPONSE =
  "We couldn’t reach the server, so the change may have been made. Reload the page to check before you try again.";
const NO_PREVIEW = "We couldn’t reach the server. Nothing was changed. Try again.";

export const VERBS: Record<BulkChange["kind"], { now: string; done: string }> = {
  delete: { now: "Delete", done: "Deleted" },
  extend: { now: "Extend", done: "Extended" },
  contact: { now: "Change", done: "Changed" },
};

export const robotsText = (count: number) => `${numberText(count)} robot ${count === 1 ? "account" : "accounts"}`;
export const changedOf = ({ rows }: BulkPreview) => rows.filter(({ reason }) => reason === null).length;

/** Deleting needs no input, so its preview is there at once. */
export function usePreview(kind: BulkChange["kind"], of: PreviewBulkInput["of"]) {
  const [asked, setAsked] = useState<{ change: BulkChange } | null>(kind === "delete" ? { change: { kind } } : null);
  const [outcome, setOutcome] = useState<Outcome<BulkPreview> | null>(null);
  useEffect(() => {
    if (!asked) return;
    let current = true;
    const chosen = "ids" in of ? { ids: of.ids.slice(0, MAX_BULK) } : of;
    void callAction(previewBulkAction, { ...asked, of: chosen }, NO_PREVIEW).then((found) => {
      if (current) setOutcome(found);
    });
    return () => {
      current = false;
    };
  }, [asked, of]);
  const ask = (next: { change: BulkChange } | null) => {
    setOutcome(null);
    setAsked(next);
  };
  const problem = outcome && !outcome.ok ? outcome : null;
  const fault = problem?.fields?.change;
  return {
    preview: outcome?.ok ? outcome.data : null,
    /** Of the value that was entered. */
    fault,
    problem: fault ? null : problem,
    pending: asked !== null && outcome === null,
    show: (change: BulkChange) => ask({ change }),
    again: () => ask(asked && { ...asked }),
    forget: () => ask(null),
  };
}

export function useApply(change: BulkChange, preview: BulkPreview | null, onApplied: () => void) {
  const toast = useToast();
  const router = useRouter();
  const { run, pending, problem, forget } = useAction(bulkAction, NO_RESPONSE, () => router.refresh());
  const apply = async () => {
    const rows = preview?.rows.filter(({ reason }) => reason === null) ?? [];
    const outcome = await run({ change, robots: rows.map(({ id, version }) => ({ id, version })) });
    if (!outcome?.ok) return;
    onApplied();
    toast.success(`${VERBS[change.kind].done} ${robotsText(rows.length)}`);
  };
  const forgetAnd = (next: () => void) => {
    forget();
    next();
  };
  return { apply, pending, problem, forget: forgetAnd };
}
