"use client";
import { useState } from "react";
import { focusFaultOnceShown } from "@/components/action/form-fault";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { keptText } from "@/components/activity/retention-text";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup } from "@/components/ui/radio-group";
import { useToast } from "@/components/ui/toast";
import { type RetentionInput, retentionSchema } from "@/lib/audit/schema";
import { countOlderAction, setRetentionAction } from "../actions";
import { PurgeDialog } from "./purge-dialog";

const KINDS = [
  {
    value: "ever",
    label: "Indefinitely",
    description: "Nothing is deleted. The log grows with every change and sign-in.",
  },
  {
    value: "days",
    label: "For a number of days",
    description:
      "Older events are permanently deleted once a day. A record of each deletion, and of who set the limit, is kept.",
  },
] as const;
type Kind = (typeof KINDS)[number]["value"];

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see the current setting.";
const DEFAULT_DAYS = 365;

export function RetentionForm({ days }: { days: number | null }) {
  const [kind, setKind] = useState<Kind>(days === null ? "ever" : "days");
  const [text, setText] = useState(String(days ?? DEFAULT_DAYS));
  const { submit, error, count, save, purge } = useRetention();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!submit(kind === "ever" ? null : wholeNumber(text))) focusFaultOnceShown(event.currentTarget);
      }}
      className="flex flex-col items-start gap-4"
    >
      <RadioGroup label="Keep activity" items={KINDS} value={kind} onValueChange={setKind} />
      {kind === "days" ? (
        <Field label="Days" error={error} className="w-40">
          <Input
            inputMode="numeric"
            autoComplete="off"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </Field>
      ) : null}
      <ProblemNote problem={count.problem ?? (purge.open ? null : save.problem)} />
      <Button type="submit" variant="primary" pending={count.pending || save.pending}>
        Save retention
      </Button>
      <PurgeDialog {...purge} pending={save.pending} problem={save.problem} />
    </form>
  );
}

function wholeNumber(text: string): number {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/* Counts what a retention would delete and asks before saving one that deletes anything. */
function useRetention() {
  const toast = useToast();
  const [error, setError] = useState<string>();
  const [confirmation, setConfirmation] = useState<{ input: RetentionInput; count: number } | null>(null);
  const [isConfirming, setIsConfirming] = useState(false);
  const count = useAction(countOlderAction, NO_RESPONSE);
  const save = useAction(setRetentionAction, NO_RESPONSE);

  async function store(input: RetentionInput) {
    const outcome = await save.run(input);
    if (!outcome?.ok) return;
    setIsConfirming(false);
    toast.success("Retention saved", `Activity is kept ${keptText(input.days)}.`);
  }
  /** Returns false if the days are invalid. */
  function submit(days: number | null): boolean {
    const parsed = retentionSchema.safeParse({ days });
    setError(parsed.error?.issues[0]?.message);
    if (parsed.success) void ask(parsed.data);
    return parsed.success;
  }
  async function ask(input: RetentionInput) {
    save.forget();
    const older = await count.run(input);
    if (!older?.ok) return;
    if (older.data === 0) return store(input);
    setConfirmation({ input, count: older.data });
    setIsConfirming(true);
  }
  return {
    submit,
    error,
    count,
    save,
    purge: { open: isConfirming, confirmation, onCancel: () => setIsConfirming(false), onConfirm: store },
  };
}
