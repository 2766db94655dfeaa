import type { ReactNode } from "react";

/** `timeout` 0: stays until dismissed. */
export type ToastMessage = { type: "success" | "error"; title: ReactNode; description: ReactNode; timeout?: number };

const waiting: ToastMessage[] = [];
const listeners = new Set<() => void>();
let used = false;

/** Queued until the list that shows it has loaded. */
export function sendToast(message: ToastMessage): void {
  used = true;
  waiting.push(message);
  for (const listener of listeners) listener();
}

/** Returns a function that unsubscribes. */
export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const awaitsToasts = () => used;

/** Empties the queue. */
export const takeToasts = () => waiting.splice(0);
