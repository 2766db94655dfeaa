import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { hostIn } from "./access";

const SHOWN = 20;

/** A webhook that was turned off without anyone doing so. */
export type StoppedWebhook = { id: number; host: string; project: string | null; stopReason: string };

/** Those in projects that a person administers and, for system admins, of the instance. */
export async function listStoppedWebhooks({ id: userId, isAdmin }: Actor): Promise<StoppedWebhook[]> {
  const mine = { project: { members: { some: { userId, role: "admin" } } } };
  const rows = await getDb().webhookEndpoint.findMany({
    where: {
      ...{ active: false, stopReason: { not: null } },
      OR: isAdmin ? [mine, { projectId: null }] : [mine],
    },
    orderBy: { id: "desc" },
    take: SHOWN,
    select: { id: true, url: true, stopReason: true, project: { select: { name: true } } },
  });
  return rows.map(({ id, url, stopReason, project }) => ({
    ...{ id, host: hostIn(url), project: project?.name ?? null, stopReason: stopReason ?? "" },
  }));
}
