"use client";
import { type FormEvent, useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogFooter, DialogForm } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { BulkPreview as Preview } from "@/lib/overview/bulk";
import type { BulkChange, PreviewBulkInput } from "@/lib/overview/schema";
import { BulkPreview } from "./bulk-preview";
import { changedOf, robotsText, useApply, usePreview, VERBS } from "./use-bulk";

export type BulkKind = BulkChange["kind"];

const TITLES: Record<BulkKind, string> = {
  delete: "Delete robot accounts",
  extend: "Extend the expiry",
  contact: "Set the contact",
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
  const [value, setValue] = useState(kind === "extend" ? "90" : "");
  const [typed, setTyped] = useState("");
  const change = changeOf(kind, value);
  const looking = usePreview(kind, of);
  const { preview } = looking;
  const applying = useApply(change, preview, () => {
    setOpen(false);
    onDone();
  });
  const isReady = preview !== null && changedOf(preview) > 0 && (kind !== "delete" || typed.trim() === "delete");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview === null) looking.show(change);
    else if (isReady) void applying.apply();
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
          {preview ? (
            <BulkPreview kind={kind} preview={preview} />
          ) : (
            <ValueField kind={kind} value={value} error={looking.fault} onChange={setValue} />
          )}
          {preview && kind === "delete" && changedOf(preview) > 0 ? <Typed value={typed} onChange={setTyped} /> : null}
          {looking.pending ? <p className="text-muted text-sm">Loading…</p> : null}
          <ProblemNote problem={applying.problem ?? looking.problem} />
        </DialogBody>
        <DialogFooter>
          <BackButton kind={kind} looking={looking} applying={applying} onCancel={() => setOpen(false)} />
          <ConfirmButton
            kind={kind}
            preview={preview}
            isReady={isReady}
            pending={looking.pending || applying.pending}
          />
        </DialogFooter>
      </DialogForm>
    </Dialog>
  );
}

type ConfirmButtonProps = { kind: BulkKind; preview: Preview | null; isReady: boolean; pending: boolean };

function ConfirmButton({ kind, preview, isReady, pending }: ConfirmButtonProps) {
  return (
    <Button
      type="submit"
      variant={kind === "delete" ? "danger" : "primary"}
      disabled={preview !== null && !isReady}
      pending={pending}
    >
      {preview ? `${VERBS[kind].now} ${robotsText(changedOf(preview))}` : "Preview"}
    </Button>
  );
}

function changeOf(kind: BulkKind, value: string): BulkChange {
  if (kind === "extend") return { kind, days: Number(value) };
  return kind === "contact" ? { kind, contact: value.trim() } : { kind };
}

type BackButtonProps = {
  kind: BulkKind;
  looking: ReturnType<typeof usePreview>;
  applying: ReturnType<typeof useApply>;
  onCancel: () => void;
};

/** Back to the value, or to a new preview after a conflict. */
function BackButton({ kind, looking, applying, onCancel }: BackButtonProps) {
  if (looking.preview && applying.problem)
    return <Button onClick={() => applying.forget(looking.again)}>Preview again</Button>;
  if (looking.preview && kind !== "delete")
    return (
      <Button disabled={applying.pending} onClick={looking.forget}>
        Back
      </Button>
    );
  return <Button onClick={onCancel}>Cancel</Button>;
}

type ValueProps = { value: string; onChange: (value: string) => void };

function ValueField({ kind, value, error, onChange }: ValueProps & { kind: BulkKind; error: string | undefined }) {
  const input = { value, onChange: (event: { target: { value: string } }) => onChange(event.target.value) };
  if (kind === "extend")
    return (
      <Field
        label="Days from now until they expire"
        hint="This never shortens an expiry. Robot accounts that expire later, or never, stay as they are."
        error={error}
      >
        <Input inputMode="numeric" {...input} className="max-w-32" />
      </Field>
    );
  if (kind === "delete") return null;
  return (
    <Field
      label="Contact"
      hint="The email address that gets reminders before they expire. Leave blank to remove the contact."
      error={error}
    >
      <Input type="email" autoComplete="off" {...input} />
    </Field>
  );
}

function Typed({ value, onChange }: ValueProps) {
  const label = (
    <>
      Type <span className="font-code">delete</span> to confirm
    </>
  );
  return (
    <Field label={label}>
      <Input mono autoComplete="off" value={value} onChange={(event) => onChange(event.target.value)} />
    </Field>
  );
}
