import { log } from "../log";
import { perProcess } from "../per-process";
import { onShutdown } from "../shutdown";
import { type LastUse, writeLastUses } from "./service";

const FLUSH_MS = 60_000;
/** Robots per transaction: a larger one would keep other writers waiting. */
const BATCH_SIZE = 100;

type Unwritten = { uses: Map<number, LastUse>; timer: NodeJS.Timeout | undefined };
const unwritten = perProcess("registry.last-uses", (): Unwritten => ({ uses: new Map(), timer: undefined }));

/** Records that a robot logged in now. Written in batches, so that a robot causes at most one write a minute. */
export function recordLastUse(robotId: number, address: string | null): void {
  unwritten.uses.set(robotId, { robotId, at: new Date(), address });
  if (unwritten.timer) return;
  unwritten.timer = setInterval(() => void flushLastUses(), FLUSH_MS);
  unwritten.timer.unref();
  onShutdown(stopFlushing);
}

/** A batch that fails is kept for next time, except robots that were used again in the meantime. */
export async function flushLastUses(): Promise<void> {
  const uses = [...unwritten.uses.values()];
  unwritten.uses.clear();
  for (let start = 0; start < uses.length; start += BATCH_SIZE) {
    const batch = uses.slice(start, start + BATCH_SIZE);
    try {
      await writeLastUses(batch);
    } catch (error) {
      log.warn({ err: error }, "could not write when robots were last used; retrying in a minute");
      for (const use of batch) if (!unwritten.uses.has(use.robotId)) unwritten.uses.set(use.robotId, use);
    }
  }
}

async function stopFlushing(): Promise<void> {
  clearInterval(unwritten.timer);
  unwritten.timer = undefined;
  await flushLastUses();
}
