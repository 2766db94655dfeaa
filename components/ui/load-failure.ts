const listeners = new Set<() => void>();
let failed = false;

function set(next: boolean): void {
  failed = next;
  for (const listener of listeners) listener();
}

/** Someone is waiting for code that couldn't be loaded. */
export const reportLoadFailure = () => set(true);

export const dismissLoadFailure = () => set(false);

export const hasLoadFailed = () => failed;

/** Returns a function that unsubscribes. */
export function onLoadFailure(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** True if a page failed because its code couldn't be loaded, which trying again doesn't mend. */
export function isLoadFailure(error: unknown): boolean {
  return error instanceof Error && (error.name === "ChunkLoadError" || /\bload(ing)? chunk\b/i.test(error.message));
}
