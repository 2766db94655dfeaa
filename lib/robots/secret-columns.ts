import type { Prisma } from "../db/generated/sqlite/client";
import type { SECRET_COLUMNS } from "./secret-state";

type Column =
  | keyof typeof SECRET_COLUMNS
  | "secretHash"
  | "oldSecretHash"
  | "expiresAt"
  | "durationDays"
  | "expirySetAt";

/** What changes of a robot's secrets write. */
export type SecretChange = Pick<Prisma.RobotUncheckedUpdateManyInput, Column>;

export const NO_OLD_SECRET = {
  oldSecretHash: null,
  oldSecretEndsAt: null,
  oldSecretReplacedAt: null,
  oldSecretSince: null,
  oldSecretGrace: null,
  oldSecretUsedAt: null,
  oldSecretUsedAddress: null,
} as const satisfies SecretChange;

/** A secret that nobody has used. */
export const UNUSED_SECRET = {
  secretFirstUsedAt: null,
  secretUsedAt: null,
  secretUsedAddress: null,
  secretLeakedAt: null,
  secretStoppedAt: null,
} as const satisfies SecretChange;
