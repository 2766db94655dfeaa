"use client";
import { useEffect, useReducer, useState } from "react";
import type { Problem } from "@/components/action/call-action";
import type { ActionResult } from "@/lib/server/action";

const PAUSE_MS = 150;
const PATIENCE_MS = 10_000;

/** What the server said to a search, and whether that is of what is asked now. */
export type RemoteSearch<Data> = {
  /** The newest answer; while the next one is awaited, that of an earlier question. Null before the first. */
  data: Data | null;
  /** No answer to what is asked now has come yet. */
  pending: boolean;
  problem: Problem | null;
  retry: () => void;
};

/**
 * Asks the server while somebody types: when typing pauses, one question at a time, the newest only.
 * @param address what to fetch; null when there is nothing to ask
 * @param pauseMs how long typing must pause; 0 for what nobody typed
 */
export function useRemoteSearch<Data>(address: string | null, pauseMs = PAUSE_MS): RemoteSearch<Data> {
  const [latest, setLatest] = useState<{ address: string; data: Data | null; problem: Problem | null } | null>(null);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` asks the same question once more.
  useEffect(() => {
    if (address === null) return setLatest(null);
    const abort = new AbortController();
    const timer = setTimeout(async () => {
      const result = await ask<Data>(address, abort.signal);
      if (abort.signal.aborted) return;
      setLatest((before) =>
        result.ok
          ? { address, data: result.data, problem: null }
          : { address, data: before?.data ?? null, problem: result },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [address, attempt]);
  if (address === null) return { data: null, pending: false, problem: null, retry };
  const answered = latest?.address === address;
  return {
    data: latest?.data ?? null,
    pending: !answered,
    problem: answered ? latest.problem : null,
    retry: () => {
      setLatest((before) => before && { ...before, address: "", problem: null });
      retry();
    },
  };
}

async function ask<Data>(
  address: string,
  signal: AbortSignal,
): Promise<ActionResult<Data> | ({ ok: false } & Problem)> {
  try {
    const response = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) });
    return await response.json();
  } catch {
    return { ok: false, code: "LOST", message: "We couldn’t reach the server. Check your connection." };
  }
}
