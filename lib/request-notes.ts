import { AsyncLocalStorage } from "node:async_hooks";
import { perProcess } from "@/lib/per-process";

/** Notes from page code to the server, which sets the status code: Next itself only sends 200 and 500. */
export type RequestNotes = {
  readonly requestId: string;
  /** Our code has started, so a later failure is not the client's fault. */
  isReached: boolean;
  /** Set after a temporary failure. */
  retryAfterSeconds: number | null;
};

const storage = perProcess("request-notes", () => new AsyncLocalStorage<RequestNotes>());

/** Makes `notes` what the functions below read and write while `work` runs. */
export function runWithNotes<T>(notes: RequestNotes, work: () => T): T {
  return storage.run(notes, work);
}

/** Undefined outside a page request. */
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
