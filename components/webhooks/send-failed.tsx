"use client";
import RotateCcw from "lucide-react/icons/rotate-ccw";
import { useRouter } from "next/navigation";
import { useAction } from "@/components/action/use-action";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toast";
import { SEND_AGAIN_HOURS } from "@/lib/webhooks/schema";
import type { WebhookActions } from "./webhook-actions";

const NO_RESPONSE = "We couldn’t reach the server. Reload the page to see what was sent.";
const LABELS = ["the last hour", "the last day", "the last 7 days", "the last 30 days"] as const;

/** Sends everything again that has failed since a time. */
export function SendFailed({ webhook, send }: { webhook: number; send: WebhookActions["sendFailed"] }) {
  const router = useRouter();
  const toast = useToast();
  const { run, pending } = useAction(send, NO_RESPONSE, ({ message }) => toast.error("Nothing was sent", message));
  return (
    <Menu
      trigger={
        <Button size="sm" pending={pending}>
          <RotateCcw aria-hidden="true" />
          Resend failed deliveries
        </Button>
      }
    >
      {SEND_AGAIN_HOURS.map((hours, index) => (
        <MenuItem
          key={hours}
          onSelect={async () => {
            const outcome = await run({ id: webhook, hours });
            if (!outcome?.ok) return;
            const { count } = outcome.data;
            toast.success(
              count === 0
                ? "No failed deliveries in that time"
                : `Resent ${count} failed ${count === 1 ? "delivery" : "deliveries"}`,
            );
            router.refresh();
          }}
        >
          Failed in {LABELS[index]}
        </MenuItem>
      ))}
    </Menu>
  );
}
