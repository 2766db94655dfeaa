import { AsyncLocalStorage } from "node:async_hooks";
import { perProcess } from "@/lib/per-process";

/** What the code that answers a page leaves for the server, which sends the status: Next only knows 200 and 500. */
export type RequestNotes = {
  readonly requestId: string;
  /** Code of ours has begun: whatever fails later is not for the caller to mend. */
  isReached: boolean;
  /** Something failed that works again in a moment, and after how many seconds to ask again. */
  retryAfterSeconds: number | null;
};

const storage = perProcess("request-notes", () => new AsyncLocalStorage<RequestNotes>());

/** Runs `work` so that the functions below write into `notes`. */
export function runWithNotes<T>(notes: RequestNotes, work: () => T): T {
  return storage.run(notes, work);
}

/** The notes of the request under way, if a page is being answered. */
export function requestNotes(): Readonly<RequestNotes> | undefined {
  return storage.getStore();
}

export function noteReached(): void {
  const notes = storage.getStore();
  if (notes) notes.isReached = true;
}

export function noteUnavailable(retryAfterSeconds: number): void {
  const notes = storage.getStore();
  if (notes) notes.retryAfterSeconds = Math.max(retryAfterSeconds, notes.retryAfterSeconds ?? 0);
}
