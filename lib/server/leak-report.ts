import { setTimeout as sleep } from "node:timers/promises";
import { bump, type Counter, liveCounters } from "@/lib/credentials/counters";
import { networkOf } from "@/lib/credentials/network";
import { withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { reportLeakedSecrets } from "@/lib/registry/leaked-secrets";
import { readReport } from "./leak-report-body";

const REPORTS_AN_HOUR = 60;
/** Every report is answered after this time, so that it tells nothing. */
const ANSWER_MS = 1_000;

/**
 * Takes a report of leaked secrets, from anyone. Resolves after a fixed time, whatever was found.
 * @throws AppError BAD_REQUEST for another shape or too many credentials; TOO_MANY_REQUESTS after too many reports
 */
export async function takeLeakReport(body: string, address: string | null): Promise<void> {
  const credentials = readReport(body);
  await countReport(address);
  const answerAt = sleep(ANSWER_MS);
  reportLeakedSecrets(credentials, address).catch((error: unknown) => {
    log.error({ err: error }, "a report of leaked secrets could not be acted on");
  });
  await answerAt;
}

async function countReport(address: string | null): Promise<void> {
  const counter: Counter = { key: `leak reports ${networkOf(address)}`, limit: REPORTS_AN_HOUR, seconds: 3600 };
  const before = (await liveCounters([counter])).get(counter.key);
  const over = before && before.points >= counter.limit;
  const { points, waitMs } = over ? before : await withTransaction((tx) => bump(tx, counter));
  if (!over && points <= counter.limit) return;
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  throw new AppError("TOO_MANY_REQUESTS", "too many reports: try again later", { retryAfterSeconds });
}
