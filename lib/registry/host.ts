import type { Actor } from "@/lib/access/caller";
import { recordAudit } from "@/lib/audit/service";
import { admit, instanceClaim, systemAdminsOnly, writeAs } from "@/lib/authority/claim";
import { getDb } from "@/lib/db/client";
import type { Tx } from "@/lib/db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import type { SetRegistryHostInput } from "./schema";

const HOST = "registry.host";
const SYSTEM_ADMINS_ONLY = "Only system admins can change the registry’s host.";

async function storedHost(db: Pick<Tx, "setting">): Promise<string | null> {
  const row = await db.setting.findUnique({ where: { key: HOST }, select: { value: true } });
  return row?.value || null;
}

/** The registry that login commands name: REGISTRY_HOST, or else the host that a system admin entered. */
export async function getRegistryHost(): Promise<string | null> {
  return env().REGISTRY_HOST ?? (await storedHost(getDb()));
}

/**
 * Sets the registry that login commands name. Null removes it.
 * @throws AppError FORBIDDEN for anyone but system admins; CONFLICT if REGISTRY_HOST is set
 */
export async function setRegistryHost(actor: Actor, { host }: SetRegistryHostInput): Promise<void> {
  const action = "registry.set-host";
  const claim = instanceClaim(actor, { action }, systemAdminsOnly(SYSTEM_ADMINS_ONLY));
  await admit(claim);
  if (env().REGISTRY_HOST)
    throw new AppError(
      "CONFLICT",
      "REGISTRY_HOST sets the host. To enter it here, restart Purser without REGISTRY_HOST.",
    );
  await writeAs(claim, async (tx) => {
    const before = await storedHost(tx);
    if (before === host) return;
    const data = { value: host ?? "", updatedAt: new Date() };
    await tx.setting.upsert({ where: { key: HOST }, create: { key: HOST, ...data }, update: data });
    await recordAudit(tx, { actor, action, details: { before: { host: before }, after: { host } } });
  });
}
