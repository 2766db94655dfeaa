import { perProcess } from "@/lib/per-process";

type Hook = () => Promise<void> | void;

const state = perProcess("shutdown", () => ({ hooks: new Set<Hook>(), isStopping: false }));

export function announceStop(): void {
  state.isStopping = true;
}

/** Whether this process is about to stop. It still responds, but load balancers should send it nothing new. */
export function isStopping(): boolean {
  return state.isStopping;
}

/** Runs `hook` after the last response and before the database is closed. It has about a second. */
export function onShutdown(hook: Hook): void {
  state.hooks.add(hook);
}

/** Runs every hook once, concurrently. @returns what the failed ones threw */
export async function runShutdownHooks(): Promise<unknown[]> {
  const waiting = [...state.hooks];
  state.hooks.clear();
  const results = await Promise.allSettled(waiting.map(async (hook) => hook()));
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
}
