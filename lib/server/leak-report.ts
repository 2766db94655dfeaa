import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { atMost } from "@/lib/bounded-array";
import { bump, type Counter, liveCounters } from "@/lib/credentials/counters";
import { networkOf } from "@/lib/credentials/network";
import { withTransaction } from "@/lib/db/transaction";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type FoundCredential, reportLeakedSecrets } from "@/lib/registry/leaked-secrets";

const MOST_CREDENTIALS = 100;
const REPORTS_AN_HOUR = 60;
/** Every report is answered after this time, so that it tells nothing. */
const ANSWER_MS = 1_000;

const text = z.string().min(1).max(1024);
const SHAPE =
  'send {"credentials": [...]}: each one a secret, "<login name>:<secret>", or an object with name and secret';
const reportSchema = z.object(
  {
    credentials: atMost(
      z.array(z.union([text, z.object({ name: text, secret: text })], SHAPE), SHAPE),
      MOST_CREDENTIALS,
      `at most ${MOST_CREDENTIALS} credentials in one report`,
    ),
  },
  SHAPE,
);

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

function readReport(body: string): FoundCredential[] {
  const parsed = reportSchema.safeParse(parseJson(body));
  if (!parsed.success) throw new AppError("BAD_REQUEST", parsed.error.issues[0]?.message ?? SHAPE);
  return parsed.data.credentials.flatMap((found) => {
    if (typeof found !== "string") return [found];
    const colon = found.indexOf(":");
    const whole = { name: null, secret: found };
    return colon < 1 ? [whole] : [whole, { name: found.slice(0, colon), secret: found.slice(colon + 1) }];
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AppError("BAD_REQUEST", SHAPE, { cause: error });
  }
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
