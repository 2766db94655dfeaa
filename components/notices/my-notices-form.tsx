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
        label="Expiring and idle robot accounts, and old secrets still in use"
        description="At most one email a day, about the projects you administer. You’re told about an old secret right away."
        checked={mailReminders}
        onCheckedChange={setMailReminders}
      />
      <Checkbox
        label="Webhooks disabled by Purser"
        description="Sent right away, when a webhook’s deliveries keep failing."
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
