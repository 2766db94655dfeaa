"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useState } from "react";
import { callAction, type Outcome } from "@/components/action/call-action";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { useToast } from "@/components/ui/toast";
import { numberText } from "@/lib/number-text";
import type { BulkPreview as Preview } from "@/lib/overview/bulk";
import { type BulkChange, MAX_BULK, type PreviewBulkInput } from "@/lib/overview/schema";
import { bulkAction, previewBulkAction } from "../actions";
import { BulkPreview } from "./bulk-preview";

export type BulkKind = BulkChange["kind"];

const NO_RESPONSE =
  "We couldn’t reach the server, so the change may have been made. Reload the page to check before you try again.";
const NO_PREVIEW = "We couldn’t reach the server. Nothing was changed. Try again.";

const TITLES: Record<BulkKind, string> = { delete: "Delete robot accounts", extend: "Extend the expiry" };
const VERBS: Record<BulkKind, { now: string; done: string }> = {
  delete: { now: "Delete", done: "Deleted" },
  extend: { now: "Extend", done: "Extended" },
};

type BulkDialogProps = {
  kind: BulkKind;
  of: PreviewBulkInput["of"];
  onClose: () => void;
  onDone: () => void;
};

/** What to change, what would happen to each robot, then all of it or nothing. */
export function BulkDialog({ kind, of, onClose, onDone }: BulkDialogProps) {
  const [open, setOpen] = useState(true);
  const [days, setDays] = useState("90");
  const [typed, setTyped] = useState("");
  const change: BulkChange = kind === "extend" ? { kind, days: Number(days) } : { kind };
  const { preview, show, forget, ...looking } = usePreview(kind, of);
  const { apply, ...applying } = useApply(change, preview, () => {
    setOpen(false);
    onDone();
  });
  const isReady = preview !== null && changedOf(preview) > 0 && (kind !== "delete" || typed.trim() === "delete");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview === null) show(change);
    else if (isReady) void apply();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      onCloseAttempt={() => !applying.pending}
      onClosed={onClose}
      title={TITLES[kind]}
      size="lg"
    >
      <DialogForm onSubmit={submit}>
        <DialogBody className="flex min-h-40 flex-col gap-4">
          {kind === "extend" && preview === null ? (
            <DaysField value={days} error={looking.problem?.fields?.days} onChange={setDays} />
          ) : null}
          {preview ? <BulkPreview kind={kind} preview={preview} /> : null}
          {preview && kind === "delete" && changedOf(preview) > 0 ? (
            <Field
              label={
                <>
                  Type <span className="font-code">delete</span> to confirm
                </>
              }
            >
              <Input mono autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </Field>
          ) : null}
          {looking.pending ? <p className="text-muted text-sm">Loading…</p> : null}
          <ProblemNote problem={applying.problem ?? looking.problem} />
        </DialogBody>
        <DialogFooter>
          {preview && (kind === "extend" || applying.problem) ? (
            <Button disabled={applying.pending} onClick={() => (kind === "extend" ? forget() : show(change))}>
              {kind === "extend" ? "Back" : "Preview again"}
            </Button>
          ) : (
            <Button onClick={() => setOpen(false)}>Cancel</Button>
          )}
          <Button
            type="submit"
            variant={kind === "delete" ? "danger" : "primary"}
            disabled={preview !== null && !isReady}
            pending={looking.pending || applying.pending}
          >
            {preview ? `${VERBS[kind].now} ${robotsText(changedOf(preview))}` : "Preview"}
          </Button>
        </DialogFooter>
      </DialogForm>
    </Dialog>
  );
}

const robotsText = (count: number) => `${numberText(count)} robot ${count === 1 ? "account" : "accounts"}`;
const changedOf = ({ rows }: Preview) => rows.filter(({ reason }) => reason === null).length;

/** Deleting needs no input, so its preview is there at once. */
function usePreview(kind: BulkKind, of: PreviewBulkInput["of"]) {
  const [asked, setAsked] = useState<{ change: BulkChange } | null>(kind === "delete" ? { change: { kind } } : null);
  const [outcome, setOutcome] = useState<Outcome<Preview> | null>(null);
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
  const show = (change: BulkChange) => {
    setOutcome(null);
    setAsked({ change });
  };
  const forget = () => {
    setOutcome(null);
    setAsked(null);
  };
  const preview = outcome?.ok ? outcome.data : null;
  const problem = outcome && !outcome.ok ? outcome : null;
  return { preview, show, forget, pending: asked !== null && outcome === null, problem };
}

function useApply(change: BulkChange, preview: Preview | null, onApplied: () => void) {
  const toast = useToast();
  const router = useRouter();
  const { run, pending, problem } = useAction(bulkAction, NO_RESPONSE, () => router.refresh());
  const apply = async () => {
    const rows = preview?.rows.filter(({ reason }) => reason === null) ?? [];
    const outcome = await run({ change, robots: rows.map(({ id, version }) => ({ id, version })) });
    if (!outcome?.ok) return;
    onApplied();
    toast.success(`${VERBS[change.kind].done} ${robotsText(rows.length)}`);
  };
  return { apply, pending, problem };
}

type DaysFieldProps = { value: string; error: string | undefined; onChange: (days: string) => void };

function DaysField({ value, error, onChange }: DaysFieldProps) {
  return (
    <Field
      label="Expire in, days from now"
      hint="Nothing is shortened: robot accounts that expire later, or never, stay as they are."
      error={error}
    >
      <Input
        inputMode="numeric"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="max-w-32"
      />
    </Field>
  );
}
