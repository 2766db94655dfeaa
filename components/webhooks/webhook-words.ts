import type { WebhookFormat } from "@/lib/webhooks/schema";

export const FORMAT_LABELS: Record<WebhookFormat, string> = {
  standard: "Standard Webhooks (JSON)",
  slack: "Slack or Mattermost message",
  teams: "Microsoft Teams card",
};

export const STOPPED: Record<string, { title: string; text: string }> = {
  gone: {
    title: "Disabled: the receiver answered 410 Gone",
    text: "Check the URL, then enable the webhook again. You can resend failed deliveries.",
  },
  failing: {
    title: "Disabled: every delivery failed for five days",
    text: "Fix the receiver, send a test, then enable the webhook again. You can resend failed deliveries.",
  },
};

/** The address without what may be a secret: chats put theirs into the path. */
export function shortAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.length > 25 ? `${pathname.slice(0, 12)}…` : pathname}`;
}
