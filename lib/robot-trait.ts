/** What a robot is like, all of it: what filters ask for and the database looks up. */
export type RobotTrait = {
  disabled?: boolean;
  /** In stored epoch seconds. */
  expires?: { after?: bigint; until?: bigint };
  expiresAt?: bigint;
  /** Neither created nor used since then. */
  unusedSince?: Date;
  neverUsed?: true;
  /** The old secret ends later, in epoch seconds. */
  oldSecretAfter?: bigint;
  noContact?: true;
  /** It has this permission in any project. */
  holds?: string;
  /** The projects it belongs to, or those it doesn't: the latter include system robots. */
  homes?: { in: readonly number[] } | { notIn: readonly number[] };
};
