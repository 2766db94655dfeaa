import type { ReactNode } from "react";

/** A short message. `timeout` 0: it stays until it is dismissed. */
export type ToastMessage = { type: "success" | "error"; title: ReactNode; description: ReactNode; timeout?: number };

const waiting: ToastMessage[] = [];
const listeners = new Set<() => void>();
let used = false;

/** Shows a message as soon as there is a list to show it in. */
export function sendToast(message: ToastMessage): void {
  used = true;
  waiting.push(message);
  for (const listener of listeners) listener();
}

/** Calls `listener` at each message; returns what stops that. */
export function onToast(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether there ever was a message. */
export const awaitsToasts = () => used;

/** Takes the messages that wait. */
export const takeToasts = () => waiting.splice(0);
