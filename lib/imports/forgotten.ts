const DAY_MS = 86_400_000;
/** A dry run that nobody applied, and what is left of an import that was begun, contain hashes, so they don't stay. */
export const KEPT_MS = { ready: DAY_MS, applying: 30 * DAY_MS };

/** Whether an import is too old to be applied, whether its entries are deleted already or not. */
export const isForgotten = ({ state, createdAt }: { state: string; createdAt: Date }): boolean =>
  (state === "ready" || state === "applying") && createdAt.getTime() < Date.now() - KEPT_MS[state];
