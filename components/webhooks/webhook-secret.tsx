"use client";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogBody, DialogFooter } from "@/components/ui/dialog";
import { Link } from "@/components/ui/link";

/** The only time a webhook's secret is shown. */
export function WebhookSecret({ secret, onDone }: { secret: string; onDone: () => void }) {
  return (
    <>
      <DialogBody className="flex flex-col gap-4">
        <Alert tone="warn" title="You won’t see this secret again.">
          Copy it now and give it to the receiver, which uses it to verify each event’s signature.
        </Alert>
        <div className="flex flex-col gap-1.5">
          <span className="font-medium text-sm">Signing secret</span>
          <div className="flex items-start gap-2">
            <code className="min-w-0 flex-1 select-all break-all rounded-md border border-line bg-subtle px-2.5 py-1 font-code text-sm leading-5.5">
              {secret}
            </code>
            <CopyButton text={secret} what="signing secret" />
          </div>
        </div>
        <p className="text-muted text-sm">
          Signatures follow <Link href="https://www.standardwebhooks.com">Standard Webhooks</Link>, so its libraries
          verify them.
        </p>
      </DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}
