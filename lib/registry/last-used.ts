import { log } from "../log";
import { onShutdown } from "../shutdown";
import { type LastUse, writeLastUses } from "./service";

const FLUSH_MS = 60_000;
/** Robots written in one transaction: few enough that others do not wait long for the database. */
const BATCH = 100;

const waiting = new Map<number, LastUse>();
let timer: NodeJS.Timeout | undefined;

/** Notes that a robot logged in now. It is written with the next batch, so a robot costs one write a minute at most. */
export function recordLastUse(robotId: number, address: string | null): void {
  waiting.set(robotId, { robotId, at: new Date(), address });
  if (timer) return;
  timer = setInterval(() => void flushLastUses(), FLUSH_MS);
  timer.unref();
  onShutdown(stopLastUses);
}

/** Writes what is noted. A batch that fails is kept for the next time, unless the robot was used again meanwhile. */
export async function flushLastUses(): Promise<void> {
  const uses = [...waiting.values()];
  waiting.clear();
  for (let start = 0; start < uses.length; start += BATCH) {
    const batch = uses.slice(start, start + BATCH);
    try {
      await writeLastUses(batch);
    } catch (error) {
      log.warn({ err: error }, "the last uses of robots could not be written; trying again in a minute");
      for (const use of batch) if (!waiting.has(use.robotId)) waiting.set(use.robotId, use);
    }
  }
}

async function stopLastUses(): Promise<void> {
  clearInterval(timer);
  timer = undefined;
  await flushLastUses();
}
