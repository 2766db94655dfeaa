import type { Task } from "../jobs/task";
import { log } from "../log";
import { perProcess } from "../per-process";
import { type LastUse, writeLastUses } from "./service";

const FLUSH_MS = 60_000;
/** Robots per transaction: a larger one would keep other writers waiting. */
const BATCH_SIZE = 100;

const unwritten = perProcess("registry.last-uses", () => ({ uses: new Map<number, LastUse>() }));

/** Records that a robot logged in now. Written in batches, so that a robot causes at most one write a minute. */
export function recordLastUse(robotId: number, address: string | null): void {
  unwritten.uses.set(robotId, { robotId, at: new Date(), address });
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

/** Each instance knows only the logins that it answered itself. */
export const lastUsedFlush: Task = { name: "robots.last-used", everyMs: FLUSH_MS, by: "each", run: flushLastUses };
