"use client";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import { useRouter } from "next/navigation";
import { ProblemNote } from "@/components/action/problem-note";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { Time } from "@/components/ui/time";
import { useToast } from "@/components/ui/toast";
import type { DeliveryTryDto, DeliveryDetail as Detail } from "@/lib/webhooks/queries";
import type { WebhookActions } from "./webhook-actions";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see whether it was sent.";

type DeliveryDetailProps = { delivery: Detail; sendAgain: WebhookActions["sendAgain"] };

/** What was sent, and how the receiver answered each time. */
export function DeliveryDetail({ delivery, sendAgain }: DeliveryDetailProps) {
  const router = useRouter();
  const toast = useToast();
  const { run, pending, problem } = useAction(sendAgain, NO_RESPONSE);
  const [latest] = delivery.tries;
  return (
    <div className="flex flex-col gap-4 border-line border-t bg-subtle px-4 py-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="min-w-0 break-all text-muted text-sm">
          ID <code className="font-code text-fg">{delivery.eventKey}</code>
        </p>
        <Button
          size="sm"
          pending={pending}
          onClick={async () => {
            const outcome = await run({ id: delivery.id });
            if (!outcome?.ok) return;
            toast.success("Delivery resent", "With the same ID and body.");
            router.refresh();
          }}
        >
          <RotateCcw aria-hidden="true" />
          {delivery.state === "pending" ? "Send now" : "Resend"}
        </Button>
      </div>
      <ProblemNote problem={problem} />
      {latest ? <Sent title="Request headers" what="request headers" code={headerText(latest)} /> : null}
      <Sent title="Body" what="body" code={pretty(delivery.payload)} />
      <section aria-label="Attempts" className="flex flex-col gap-2">
        <h3 className="font-medium text-sm">Attempts</h3>
        {delivery.tries.length === 0 ? <p className="text-muted text-sm">None yet.</p> : null}
        {delivery.tries.map((one) => (
          <Try key={one.at} one={one} />
        ))}
      </section>
    </div>
  );
}

function Sent({ title, what, code }: { title: string; what: string; code: string }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2">
      <h3 className="font-medium text-sm">{title}</h3>
      <CodeBlock what={what} code={code} wrap />
    </section>
  );
}

function Try({ one }: { one: DeliveryTryDto }) {
  return (
    <div className="flex flex-col gap-1.5">
      <p className="text-sm">
        <Time value={one.at} format="exact" /> · {one.status ?? "no reply"} · {one.durationMs} ms
        {one.error ? <span className="text-muted"> · {one.error}</span> : null}
      </p>
      {one.reply ? <CodeBlock what="reply" code={one.reply} wrap /> : null}
    </div>
  );
}

const headerText = ({ headers }: DeliveryTryDto) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join("\n");

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
