import { getDb } from "@/lib/db/client";
import { Prisma } from "@/lib/db/generated/sqlite/client";

const { sql } = Prisma;

export type LastChange = {
  id: number;
  at: Date;
  actorName: string;
  action: string;
  projectName: string | null;
  robotName: string | null;
  targetName: string | null;
};

const COLUMNS = {
  ...{ id: true, at: true, actorName: true, action: true },
  ...{ projectName: true, robotName: true, targetName: true },
} as const;

/** Up to so many projects, each is asked for its own newest rows, which an index answers at once. */
const ONE_BY_ONE = 50;

/** The newest changes in some projects, or anywhere. @param except actions that aren't changes */
export async function lastChanges(
  projectIds: readonly number[] | null,
  take: number,
  except: readonly string[],
): Promise<LastChange[]> {
  if (projectIds?.length === 0) return [];
  const { auditEvent } = getDb();
  const ids = projectIds && projectIds.length <= ONE_BY_ONE ? await newestIds(projectIds, take, except) : null;
  const among = ids ? { id: { in: ids } } : projectIds ? { projectId: { in: [...projectIds] } } : {};
  return auditEvent.findMany({
    where: { result: "success", action: { notIn: [...except] }, ...among },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take,
    select: COLUMNS,
  });
}

async function newestIds(projectIds: readonly number[], take: number, except: readonly string[]): Promise<number[]> {
  const newest = projectIds.map(
    (id) => sql`SELECT * FROM (
      SELECT e."id" FROM "AuditEvent" e
      WHERE e."projectId" = ${id} AND e."result" = 'success' AND e."action" NOT IN (${Prisma.join([...except])})
      ORDER BY e."at" DESC, e."id" DESC LIMIT ${take}) n`,
  );
  const rows = await getDb().$queryRaw<{ id: number }[]>`${Prisma.join(newest, " UNION ALL ")}`;
  return rows.map(({ id }) => Number(id));
}
