"use client";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import { useToast } from "@/components/ui/toast";
import { type ReminderRules, reminderColumnsSchema, type SetRemindersInput } from "@/lib/reminders/schema";
import type { ActionResult } from "@/lib/server/action";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see the current setting.";

type RemindersFormProps = {
  project: string | null;
  rules: ReminderRules;
  /** The instance's days, which apply to a project too. */
  inherited: readonly number[];
  save: (input: SetRemindersInput) => Promise<ActionResult<void>>;
};

const partsOf = (text: string) => text.split(/[\s,;]+/).filter((part) => part !== "");

export function RemindersForm({ project, rules, inherited, save }: RemindersFormProps) {
  const toast = useToast();
  const [days, setDays] = useState(rules.days.join(", "));
  const [addresses, setAddresses] = useState(rules.addresses.join("\n"));
  const [faults, setFaults] = useState<Partial<Record<string, string>>>({});
  const { run, pending, problem } = useAction(save, NO_RESPONSE);
  async function submit() {
    const parsed = reminderColumnsSchema.safeParse({ days: partsOf(days).map(Number), addresses: partsOf(addresses) });
    const issues = parsed.error?.issues ?? [];
    setFaults(Object.fromEntries(issues.reverse().map(({ path, message }) => [String(path[0]), message])));
    if (!parsed.success) return;
    const outcome = await run({ project, ...parsed.data });
    if (outcome?.ok) toast.success("Reminders saved");
  }
  const daysHint = project
    ? `In addition to the instance’s (${inherited.join(", ") || "none"}). Separate days with commas.`
    : "Separate days with commas. 0 means when it expires. Projects can add more.";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
      className="flex flex-col items-start gap-4"
    >
      <Field label="Days before expiry" hint={daysHint} error={faults.days} className="w-full sm:w-80">
        <Input autoComplete="off" inputMode="numeric" value={days} onChange={(event) => setDays(event.target.value)} />
      </Field>
      <Field
        label="Additional email addresses"
        hint={
          project
            ? "One per line. Like the project’s admins, they’re notified about all of its robot accounts."
            : "One per line. Like system admins, they’re notified about system robot accounts."
        }
        error={faults.addresses}
        className="w-full"
      >
        <Textarea value={addresses} onChange={(event) => setAddresses(event.target.value)} />
      </Field>
      <ProblemNote problem={problem} />
      <Button type="submit" variant="primary" pending={pending}>
        Save reminders
      </Button>
    </form>
  );
}
