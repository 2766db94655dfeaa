import type { Tx } from "../db/transaction";
import { env } from "../env";
import { type EventData, isEventType } from "../events/schema";
import { isMailSet } from "../mail/transport";
import type { NewEvent, Receiver } from "../webhooks/hand-on";
import { sentenceOf } from "../webhooks/sentence";
import { letterOf } from "./letter";
import { peopleOf } from "./people";
import { allRules } from "./stored";

/** Told in the next digest. */
const REMINDERS = ["robot.expiring", "robot.expired", "robot.idle"];

type Letter = { wanted: "mailReminders" | "mailTrouble"; link: string };

/** Can't wait for the next digest. */
const AT_ONCE: ReadonlyMap<string, Letter> = new Map([
  ["endpoint.disabled", { wanted: "mailTrouble", link: "View its deliveries" }],
  ["robot.secret.ending", { wanted: "mailReminders", link: "View its secrets" }],
]);

/** What waits for its receiver's next mail. */
export type WaitingReminder = { type: string; robotId: number; expiresAt: number };

/** Reminders to whoever is concerned, and mail at once about what can’t wait. Nothing without SMTP_URL. */
export const toMail: Receiver = async (tx, events, now) => {
  if (!isMailSet()) return;
  const rules = await allRules(tx);
  const rows = [];
  for (const event of events) {
    if (REMINDERS.includes(event.type)) {
      const { days, addresses } = rules.of(event.projectId);
      if (event.type === "robot.expired" && !days.includes(0)) continue;
      const receivers = await receiversOf(tx, event, "mailReminders", addresses);
      rows.push(...receivers.map((receiver) => reminderRow(event, receiver, now)));
    }
    const atOnce = AT_ONCE.get(event.type);
    if (atOnce) {
      const further = atOnce.wanted === "mailReminders" ? rules.of(event.projectId).addresses : [];
      const receivers = await receiversOf(tx, event, atOnce.wanted, further);
      rows.push(...receivers.map((receiver) => letterRow(event, receiver, now, atOnce.link)));
    }
  }
  if (rows.length > 0) await tx.outbox.createMany({ data: rows });
};

type Row = ReturnType<typeof baseRow>;

function baseRow(event: NewEvent, receiver: string, now: Date) {
  const { key: eventKey, type: eventType } = event;
  return { key: `${eventKey} ${receiver}`, eventKey, eventType, receiver, nextAt: now };
}

function reminderRow(
  event: NewEvent,
  receiver: string,
  now: Date,
): Row & { kind: string; state: string; payload: string } {
  const { robot } = JSON.parse(event.data) as EventData;
  const waiting: WaitingReminder = {
    type: event.type,
    robotId: event.robotId ?? 0,
    expiresAt: robot?.expires_at ?? 0,
  };
  return { ...baseRow(event, receiver, now), kind: "reminder", state: "waiting", payload: JSON.stringify(waiting) };
}

function letterRow(
  event: NewEvent,
  receiver: string,
  now: Date,
  text: string,
): Row & { kind: string; state: string; payload: string } {
  const data = JSON.parse(event.data) as EventData;
  const subject = sentenceOf(isEventType(event.type) ? event.type : "test.ping", data);
  const link = { text, href: `${env().PUBLIC_URL}${data.url}` };
  const letter = letterOf(subject, [{ heading: null, lines: [{ text: subject, link }] }]);
  return { ...baseRow(event, receiver, now), kind: "mail", state: "pending", payload: JSON.stringify(letter) };
}

/** The robot's contact, the project's admins (or the system admins) and further addresses, each once, in lower case. */
async function receiversOf(
  tx: Tx,
  { projectId, robotId }: NewEvent,
  wanted: "mailReminders" | "mailTrouble",
  further: readonly string[],
): Promise<string[]> {
  const robot =
    robotId === null ? null : await tx.robot.findUnique({ where: { id: robotId }, select: { contact: true } });
  const all = [...(await peopleOf(tx, projectId, wanted)), ...(robot?.contact ? [robot.contact] : []), ...further];
  return [...new Set(all.map((address) => address.toLowerCase()))];
}
