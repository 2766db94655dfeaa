import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "../audit/service";
import { instanceClaim, writeAs } from "../authority/claim";
import { getDb } from "../db/client";
import type { PersonNoticesInput } from "./schema";

/** Changes what the actor is told by mail. */
export async function setMyNotices(actor: Actor, input: PersonNoticesInput): Promise<void> {
  const action = "user.change-notices";
  const claim = instanceClaim(actor, { action, targetName: actor.username }, () => null);
  await writeAs(claim, async (tx) => {
    const where = { userId: actor.id };
    const columns = { mailReminders: true, mailTrouble: true } as const;
    const before = (await tx.personNotices.findUnique({ where, select: columns })) ?? DEFAULT_NOTICES;
    await tx.personNotices.upsert({ where, create: { ...where, ...input }, update: input });
    const details = { before, after: input };
    if (JSON.stringify(before) !== JSON.stringify(input))
      await recordAudit(tx, { actor, action, targetName: actor.username, details });
  });
}

const DEFAULT_NOTICES: PersonNoticesInput = { mailReminders: true, mailTrouble: true };

/** What the actor is told by mail, and where. */
export async function getMyNotices(actor: Actor): Promise<PersonNoticesInput & { email: string | null }> {
  const row = await getDb().user.findUnique({
    where: { id: actor.id },
    select: { email: true, notices: { select: { mailReminders: true, mailTrouble: true } } },
  });
  return { email: row?.email ?? null, ...(row?.notices ?? DEFAULT_NOTICES) };
}
