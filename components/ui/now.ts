"use client";
import { useSyncExternalStore } from "react";

const TICK_MS = 30_000;
const FRESH_MS = 1_000;
const listeners = new Set<() => void>();
let now = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

function onVisible(): void {
  if (document.visibilityState === "visible") tick();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    timer = setInterval(tick, TICK_MS);
    document.addEventListener("visibilitychange", onVisible);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    document.removeEventListener("visibilitychange", onVisible);
  };
}

/* React reads it often and needs a stable value, but a time from a second ago must not appear to be in the future. */
function snapshot(): number {
  if (Date.now() - now > FRESH_MS) now = Date.now();
  return now;
}

/**
 * Milliseconds since 1970, updated every 30 s. Null on the server and during hydration, so that both render the same.
 */
export function useNow(): number | null {
  return useSyncExternalStore<number | null>(subscribe, snapshot, () => null);
}
