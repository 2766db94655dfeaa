import { env } from "../env";
import { type EventData, type EventType, isEventType } from "../events/schema";
import type { WebhookFormat } from "./schema";
import { sentenceOf } from "./sentence";

export type StoredEvent = { key: string; type: string; at: Date; data: string };

/** The body that a webhook gets. */
export function payloadOf(event: StoredEvent, format: WebhookFormat, withAddresses: boolean): string {
  const type: EventType = isEventType(event.type) ? event.type : "test.ping";
  const stored = JSON.parse(event.data) as EventData;
  const data = { ...(withAddresses ? stored : withoutAddresses(stored)), url: `${env().PUBLIC_URL}${stored.url}` };
  if (format === "slack") return JSON.stringify(slackMessage(type, data));
  if (format === "teams") return JSON.stringify(teamsMessage(type, data));
  return JSON.stringify({ type, timestamp: event.at.toISOString(), id: event.key, data });
}

/** In the details of changes: email addresses of people, and network addresses. */
const ADDRESSES = ["contact", "addresses", "address", "allowedAddresses"];

function withoutAddresses(data: EventData): EventData {
  const { address: _, ...actor } = data.actor;
  return { ...data, actor, ...(data.changes && { changes: stripped(data.changes) }) };
}

function stripped(changes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(changes)
      .filter(([key]) => !ADDRESSES.includes(key))
      .map(([key, value]) => [key, isRecord(value) ? stripped(value) : value]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Slack's, which Mattermost reads too. */
function slackMessage(type: EventType, data: EventData) {
  const plain = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return { text: `${plain(sentenceOf(type, data))} <${data.url}|Open in Purser>` };
}

/** An Adaptive Card, for the Workflows of Teams. */
function teamsMessage(type: EventType, data: EventData) {
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [{ type: "TextBlock", text: sentenceOf(type, data), wrap: true }],
    actions: [{ type: "Action.OpenUrl", title: "Open in Purser", url: data.url }],
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return { type: "message", attachments: [attachment] };
}
