/** Why a target is missed, as profiling showed; by the verdict's id. Left out of the results when it is met. */
export const REASONS: Readonly<Record<string, string>> = {};
