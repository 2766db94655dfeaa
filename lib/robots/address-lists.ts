import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { AppError } from "../errors";

/**
 * Whether any robot may log in only from some addresses.
 * @throws AppError NOT_FOUND to all but system admins
 */
export async function hasAddressLists(actor: Actor): Promise<boolean> {
  if (!actor.isAdmin) throw new AppError("NOT_FOUND", "This page does not exist.");
  const found = await getDb().robot.findFirst({ where: { allowedAddresses: { not: "" } }, select: { id: true } });
  return found !== null;
}
