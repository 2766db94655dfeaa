import { databaseNow } from "../db/clock";
import { withTransaction } from "../db/transaction";
import { env } from "../env";
import type { Sender } from "../jobs/courier";
import { noteTry } from "../jobs/outbox";
import { log } from "../log";
import { isMailSet, mailFault, sendLetter } from "./transport";

/** As stored in the outbox. */
export type StoredLetter = { subject: string; text: string; html: string; unsubscribe: string | null };

const MINUTE_MS = 60_000;
const WAITS_MS = [1, 5, 30, 120, 300, 600, 1200].map((minutes) => minutes * MINUTE_MS);

/** Sends mail. One letter is one row, so a second try has the same Message-ID. */
export const mailSender: Sender = {
  kind: "mail",
  async send(delivery) {
    const stored = JSON.parse(delivery.payload) as StoredLetter;
    const messageId = `<${delivery.eventKey}@${new URL(env().PUBLIC_URL).hostname}>`;
    const fault = await attempt({ to: delivery.receiver ?? "", messageId, ...stored });
    const now = await databaseNow();
    const waitMs = fault && !fault.isFinal ? (WAITS_MS[delivery.attempts] ?? null) : null;
    const state = fault === null ? "sent" : waitMs === null ? "failed" : "pending";
    await withTransaction((tx) =>
      noteTry(tx, delivery, now, { state, waitMs: waitMs ?? 0, error: fault?.text ?? null }),
    );
    if (fault)
      log.warn({ delivery: delivery.id, reason: fault.text, retry: waitMs !== null }, "an email could not be sent");
    return waitMs === null ? null : new Date(Date.now() + waitMs);
  },
};

async function attempt(letter: Parameters<typeof sendLetter>[0]) {
  if (!isMailSet()) return { text: "SMTP_URL is no longer set.", isFinal: false };
  try {
    await sendLetter(letter);
    return null;
  } catch (error) {
    return mailFault(error);
  }
}
