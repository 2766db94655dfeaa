import type { RequestContext } from "@/lib/auth/context";
import { getDb } from "@/lib/db/client";

/** The audit rows about one target name, oldest first, without what differs from run to run. */
export async function auditRows(targetName: string) {
  const rows = await getDb().auditEvent.findMany({ where: { targetName }, orderBy: { id: "asc" } });
  return rows.map(({ actorName, action, result, details }) => ({
    actorName,
    action,
    result,
    details: JSON.parse(details) as unknown,
  }));
}

/** The same caller, whose audit row the database client refuses: stands for a log that cannot be written. */
export function unauditable<Caller extends RequestContext>(caller: Caller): Caller {
  return { ...caller, requestId: 7 as unknown as string };
}
