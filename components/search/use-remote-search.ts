"use client";
import { useEffect, useReducer, useState } from "react";
import type { Problem } from "@/components/action/call-action";
import type { ActionResult } from "@/lib/server/action";

const PAUSE_MS = 150;
const PATIENCE_MS = 10_000;

export type RemoteSearch<Data> = {
  /** The latest response, possibly of an earlier query. Null before the first. */
  data: Data | null;
  /** The current query has no response yet. */
  pending: boolean;
  problem: Problem | null;
  retry: () => void;
};

/**
 * Searches after typing pauses, one request at a time, always for the latest query.
 * @param address what to fetch; null for nothing
 * @param pauseMs how long typing must pause; 0 for queries nobody typed
 */
export function useRemoteSearch<Data>(address: string | null, pauseMs = PAUSE_MS): RemoteSearch<Data> {
  const [latest, setLatest] = useState<{ address: string; data: Data | null; problem: Problem | null } | null>(null);
  const [attempt, retry] = useReducer((count: number) => count + 1, 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` repeats the same request.
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
    return { ok: false, code: "NO_RESPONSE", message: "We couldn’t reach the server. Check your connection." };
  }
}
