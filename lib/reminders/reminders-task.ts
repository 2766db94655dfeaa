import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import type { Task } from "../jobs/task";
import { wakeRunner } from "../jobs/wake";
import { handOnEvents } from "../webhooks/hand-on";
import { toWebhooks } from "../webhooks/to-webhooks";
import { writeDigests } from "./digest";
import { sumRefusedLogins } from "./refused-logins";
import { scanExpiring } from "./scan";
import { scanIdle } from "./scan-idle";
import { scanOldSecrets } from "./scan-old-secrets";
import { allRules } from "./stored";
import { toMail } from "./to-mail";

const HOUR_MS = 3_600_000;

/** Who hears of events. */
export const handOn = () => handOnEvents([toWebhooks, toMail]);

/** Looks once an hour for what nobody did: robots that expire, have expired or are idle, old secrets in use that end, refused logins. */
export const remindersTask: Task = { name: "reminders", everyMs: HOUR_MS, by: "one", run: remind };

async function remind(signal: AbortSignal): Promise<void> {
  const now = await databaseNow();
  await scanExpiring(await allRules(getDb()), now, signal);
  await scanIdle(now, signal);
  await scanOldSecrets(now, signal);
  await sumRefusedLogins(now);
  await handOn();
  await writeDigests(now, signal);
  wakeRunner();
}
