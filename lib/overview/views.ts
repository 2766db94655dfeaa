import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { isUniqueViolation } from "../db/errors";
import { withTransaction } from "../db/transaction";
import { AppError } from "../errors";
import { MAX_VIEWS, type SavedView, type SaveViewInput } from "./schema";

/** The actor's own views, by name. */
export function listViews(actor: Actor): Promise<SavedView[]> {
  return getDb().savedView.findMany({
    where: { userId: actor.id },
    orderBy: { name: "asc" },
    select: { id: true, name: true, query: true },
  });
}

/**
 * Keeps filters under a name. A view with this name is replaced.
 * @throws AppError UNPROCESSABLE when the actor has too many
 */
export async function saveView(actor: Actor, view: SaveViewInput): Promise<void> {
  try {
    await storeView(actor, view);
  } catch (error) {
    // Another tab has just saved the same name.
    if (!isUniqueViolation(error)) throw error;
    await storeView(actor, view);
  }
}

async function storeView(actor: Actor, { name, query }: SaveViewInput): Promise<void> {
  await withTransaction(async (tx) => {
    const mine = { userId: actor.id };
    const { count } = await tx.savedView.updateMany({ where: { ...mine, name }, data: { query } });
    if (count > 0) return;
    if ((await tx.savedView.count({ where: mine })) >= MAX_VIEWS)
      throw new AppError("UNPROCESSABLE", `You already have ${MAX_VIEWS} views. Delete one first.`);
    await tx.savedView.create({ data: { ...mine, name, query }, select: { id: true } });
  });
}

/** Deletes one of the actor's own views; nothing happens if it is gone already. */
export async function removeView(actor: Actor, { id }: { id: number }): Promise<void> {
  await getDb().savedView.deleteMany({ where: { id, userId: actor.id } });
}
