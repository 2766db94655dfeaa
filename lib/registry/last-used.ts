import type { Task } from "../jobs/task";
import { log } from "../log";
import { perProcess } from "../per-process";
import type { LoggedIn } from "./login";
import { countLogin, flushLoginCounts } from "./login-counts";
import { type LastUse, writeLastUses } from "./write-last-uses";

const FLUSH_MS = 60_000;
/** Robots per transaction: a larger one would keep other writers waiting. */
const BATCH_SIZE = 100;

const unwritten = perProcess("registry.last-uses", () => ({
  uses: new Map<string, LastUse>(),
  isFlushingSoon: false,
  running: Promise.resolve(),
}));

type Used = Pick<LoggedIn, "id" | "used" | "isSecretUnused" | "oldSecret">;

/**
 * Records that a robot logged in, and with which secret. Written in batches, so that a robot causes at most one write
 * a minute and secret. While an old secret works, the first use of the new one is written at once: the end of the old
 * secret may count from it. Every login is counted.
 */
export function recordLastUse(
  { id: robotId, used, isSecretUnused, oldSecret }: Used,
  address: string | null,
  at = new Date(),
): void {
  const isFirst = isSecretUnused && used.old === null;
  const waiting = isFirst && oldSecret?.grace != null ? { grace: oldSecret.grace, endsAt: oldSecret.endsAt } : null;
  const secret = { hash: used.hash, isOld: used.old !== null, isFirst, waiting };
  unwritten.uses.set(keyOf({ robotId, secret }), { robotId, at, address, secret });
  countLogin(robotId, at.getTime());
  if (isFirst && oldSecret) flushSoon();
}

const keyOf = ({ robotId, secret }: Pick<LastUse, "robotId" | "secret">) => `${robotId} ${secret.hash}`;

function flushSoon(): void {
  if (unwritten.isFlushingSoon) return;
  unwritten.isFlushingSoon = true;
  setImmediate(() => {
    unwritten.isFlushingSoon = false;
    void flushLastUses();
  });
}

/** Writes what is known by now, after a flush that is still running. Never rejects. */
export function flushLastUses(): Promise<void> {
  unwritten.running = unwritten.running.then(writeAll);
  return unwritten.running;
}

/** Writes counts too. A batch that fails is kept for next time, except secrets that were used again in the meantime. */
async function writeAll(): Promise<void> {
  const uses = [...unwritten.uses.values()];
  unwritten.uses.clear();
  for (let start = 0; start < uses.length; start += BATCH_SIZE) {
    const batch = uses.slice(start, start + BATCH_SIZE);
    try {
      await writeLastUses(batch);
    } catch (error) {
      log.warn({ err: error }, "could not write when robots were last used; retrying in a minute");
      for (const use of batch) if (!unwritten.uses.has(keyOf(use))) unwritten.uses.set(keyOf(use), use);
    }
  }
  await flushLoginCounts();
}

/** Each instance knows only the logins that it answered itself. */
export const lastUsedFlush: Task = { name: "robots.last-used", everyMs: FLUSH_MS, by: "each", run: flushLastUses };
