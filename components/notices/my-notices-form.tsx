"use client";
import { useState } from "react";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { useToast } from "@/components/ui/toast";
import type { PersonNoticesInput } from "@/lib/reminders/schema";
import type { ActionResult } from "@/lib/server/action";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see the current setting.";

type MyNoticesFormProps = {
  notices: PersonNoticesInput;
  save: (input: PersonNoticesInput) => Promise<ActionResult<void>>;
};

/** What a person wants to be told by mail. */
export function MyNoticesForm({ notices, save }: MyNoticesFormProps) {
  const toast = useToast();
  const [mailReminders, setMailReminders] = useState(notices.mailReminders);
  const [mailTrouble, setMailTrouble] = useState(notices.mailTrouble);
  const { run, pending, problem } = useAction(save, NO_RESPONSE);
  return (
    <form
      onSubmit={async (event) => {
        event.preventDefault();
        const outcome = await run({ mailReminders, mailTrouble });
        if (outcome?.ok) toast.success("Notifications saved");
      }}
      className="flex flex-col items-start gap-4"
    >
      <Checkbox
        label="Robot accounts that expire or are idle, and old secrets in use"
        description="One mail a day at most, about projects that you administer. About an old secret that ends, at once."
        checked={mailReminders}
        onCheckedChange={setMailReminders}
      />
      <Checkbox
        label="Webhooks that were turned off"
        description="At once, when deliveries kept failing."
        checked={mailTrouble}
        onCheckedChange={setMailTrouble}
      />
      <ProblemNote problem={problem} />
      <Button type="submit" variant="primary" pending={pending}>
        Save notifications
      </Button>
    </form>
  );
}
