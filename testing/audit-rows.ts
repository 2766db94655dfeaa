import { getDb } from "@/lib/db/client";

/** The audit rows about one target, oldest first, without columns that differ from run to run. */
export async function auditRows(targetName: string) {
  const rows = await getDb().auditEvent.findMany({ where: { targetName }, orderBy: { id: "asc" } });
  return rows.map(({ actorName, action, result, details }) => ({
    actorName,
    action,
    result,
    details: JSON.parse(details) as unknown,
  }));
}
