import { epochSeconds, STORED_NEVER } from "@/lib/access/expiry";
import type { Prisma } from "../db/generated/sqlite/client";

/** What is known of a robot's secrets, without their hashes. */
export const SECRET_COLUMNS = {
  secretChangedAt: true,
  secretChangedByName: true,
  secretFirstUsedAt: true,
  secretUsedAt: true,
  secretUsedAddress: true,
  secretLeakedAt: true,
  secretStoppedAt: true,
  oldSecretEndsAt: true,
  oldSecretReplacedAt: true,
  oldSecretSince: true,
  oldSecretGrace: true,
  oldSecretUsedAt: true,
  oldSecretUsedAddress: true,
} as const satisfies Prisma.RobotSelect;

type SecretColumns = Prisma.RobotGetPayload<{ select: typeof SECRET_COLUMNS }>;
type RobotColumns = SecretColumns & { expiresAt: bigint; lastUsedAt: Date | null; lastUsedAddress: string | null };

/** A secret that was replaced and still works. */
export type OldSecretState = {
  /** When a refresh first replaced it. */
  since: Date;
  /** Unix epoch seconds; never after the robot's expiry. */
  endsAt: number;
  /** Seconds for which it works after the first use of the new secret; null once `endsAt` is settled. */
  grace: number | null;
  usedAt: Date | null;
  usedAddress: string | null;
};

export type SecretState = {
  changedAt: Date;
  /** Null if an earlier release made it. */
  changedBy: string | null;
  /** Null also if an earlier release made it. */
  firstUsedAt: Date | null;
  usedAt: Date | null;
  usedAddress: string | null;
  /** When it or the old one was reported as leaked, since the last refresh. */
  leakedAt: Date | null;
  /** It no longer works, and there is no new one yet. */
  isStopped: boolean;
  old: OldSecretState | null;
};

/** Separates what is known of a robot's secrets from its other columns. */
export function splitSecrets<Row extends RobotColumns>(row: Row): [Omit<Row, keyof SecretColumns>, SecretState] {
  const rest = Object.fromEntries(Object.entries(row).filter(([key]) => !(key in SECRET_COLUMNS)));
  return [rest as Omit<Row, keyof SecretColumns>, secretState(row)];
}

function secretState(row: RobotColumns): SecretState {
  const { secretChangedAt: changedAt, secretChangedByName: changedBy } = row;
  // An earlier release refreshes a secret without touching the other columns.
  const since = (at: Date | null) => (at !== null && at >= changedAt ? at : null);
  const usedAt = since(row.secretUsedAt);
  // Earlier releases noted only the robot's last use.
  const seenAt = usedAt ?? (changedBy === null ? since(row.lastUsedAt) : null);
  return {
    changedAt,
    changedBy,
    firstUsedAt: changedBy === null ? null : since(row.secretFirstUsedAt),
    usedAt: seenAt,
    usedAddress: seenAt && (usedAt ? row.secretUsedAddress : row.lastUsedAddress),
    leakedAt: since(row.secretLeakedAt),
    isStopped: since(row.secretStoppedAt) !== null,
    old: oldSecret(row),
  };
}

function oldSecret(row: RobotColumns): OldSecretState | null {
  if (row.oldSecretEndsAt === null || row.oldSecretReplacedAt?.getTime() !== row.secretChangedAt.getTime()) return null;
  const { expiresAt } = row;
  const endsAt = expiresAt === STORED_NEVER || row.oldSecretEndsAt < expiresAt ? row.oldSecretEndsAt : expiresAt;
  if (endsAt <= epochSeconds()) return null;
  const { oldSecretGrace: grace, oldSecretUsedAt: usedAt, oldSecretUsedAddress: usedAddress } = row;
  const since = row.oldSecretSince ?? row.secretChangedAt;
  return { since, endsAt: Number(endsAt), grace, usedAt, usedAddress };
}
