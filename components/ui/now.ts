"use client";
import { createContext, use, useSyncExternalStore } from "react";

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

/** The server's time in milliseconds and the reader's time zone, as far as the server knows it. */
export type ServerClock = { now: number; zone: string | null };

export const ServerClockContext = createContext<ServerClock>({ now: 0, zone: null });

/**
 * Milliseconds since 1970, updated every 30 s. On the server and during hydration it is the server's time, so that both
 * render the same text and nothing changes after the first paint.
 */
export function useNow(): number {
  const clock = use(ServerClockContext);
  return useSyncExternalStore(subscribe, snapshot, () => clock.now);
}

/** The time zone to write times in. On the server and during hydration it is null until a cookie tells it. */
export function useZone(): string | null {
  const clock = use(ServerClockContext);
  return useSyncExternalStore<string | null>(never, browserZone, () => clock.zone);
}

const never = () => () => {};

let zone: string | undefined;

export function browserZone(): string {
  zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return zone;
}
