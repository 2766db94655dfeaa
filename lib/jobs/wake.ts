import { perProcess } from "../per-process";

const listeners = perProcess("jobs.wake", () => new Set<() => void>());

/** Tells this process's runner that there is something to send. The others find it within a minute. */
export function wakeRunner(): void {
  for (const listen of listeners) listen();
}

/** @returns what ends it */
export function onWake(listen: () => void): () => void {
  listeners.add(listen);
  return () => void listeners.delete(listen);
}
