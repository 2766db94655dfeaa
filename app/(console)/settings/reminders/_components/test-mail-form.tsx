"use client";
import { useState } from "react";
import { sendTestMailAction } from "@/app/(console)/notice-actions";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { TestMailResult } from "@/lib/mail/service";

const NO_RESPONSE = "We couldn’t reach the server. Try again.";

/** Sends a mail now and shows what the mail server answered. */
export function TestMailForm({ address }: { address: string }) {
  const [to, setTo] = useState(address);
  const [result, setResult] = useState<TestMailResult | null>(null);
  const { run, pending, problem } = useAction(sendTestMailAction, NO_RESPONSE);
  return (
    <form
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        setResult(null);
        const outcome = await run({ to });
        if (outcome?.ok) setResult(outcome.data);
      }}
      className="flex flex-col items-start gap-3"
    >
      <div className="flex w-full flex-wrap items-end gap-2">
        <Field label="Send a test email to" className="min-w-0 flex-1">
          <Input type="email" autoComplete="email" value={to} onChange={(event) => setTo(event.target.value)} />
        </Field>
        <Button type="submit" pending={pending}>
          Send test email
        </Button>
      </div>
      <ProblemNote problem={problem} />
      {result ? (
        <Alert
          tone={result.sent ? "success" : "error"}
          title={result.sent ? "The mail server accepted it" : "The mail server didn’t accept it"}
        >
          <code className="break-words font-code">{result.answer}</code>
        </Alert>
      ) : null}
    </form>
  );
}
