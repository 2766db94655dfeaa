import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { AppError } from "@/lib/errors";

/**
 * Checks a person again between the pieces of a long read.
 * @throws AppError UNAUTHORIZED when they were disabled, deleted, or made or no longer are a system admin
 */
export async function assertStill({ id, isAdmin }: Actor): Promise<void> {
  const person = await getDb().user.findUnique({ where: { id }, select: { isAdmin: true, disabled: true } });
  if (person && !person.disabled && person.isAdmin === isAdmin) return;
  throw new AppError("UNAUTHORIZED", "Your account has changed. Sign in again.");
}
