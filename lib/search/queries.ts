import { setImmediate as nextTurn } from "node:timers/promises";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { env } from "../env";
import { type Robot, toRobot } from "../robots/robot";
import { beginningFirst, searchText } from "../text";
import type { SearchInput } from "./schema";

/** Of each kind. */
const MAX_HITS = 8;
/** Names that SQLite scans at once, which blocks the process for about five milliseconds. */
const SLICE = 50_000;

/** `project` is null for a system robot. */
export type RobotHit = Pick<Robot, "id" | "loginName" | "status"> & { project: string | null };

/** Sorted by name. */
export type SearchHits = { projects: { name: string }[]; robots: RobotHit[] };

/**
 * Finds projects and robots by a part of their name: for system admins anywhere, for others in projects where they have
 * a role. An empty search finds nothing.
 * @param slice how many robots' names to scan at once
 */
export async function searchConsole(actor: Actor, { q }: SearchInput, slice = SLICE): Promise<SearchHits> {
  if (!q) return { projects: [], robots: [] };
  const [projects, robots] = await Promise.all([findProjects(actor, q), findRobots(actor, q, slice)]);
  return { projects, robots };
}

const memberOf = (actor: Actor) => ({ members: { some: { userId: actor.id } } });

function findProjects(actor: Actor, q: string): Promise<{ name: string }[]> {
  const scope = actor.isAdmin ? {} : memberOf(actor);
  return beginningFirst(q, MAX_HITS, (searchName, take) =>
    getDb().project.findMany({
      where: { ...scope, searchName },
      orderBy: { name: "asc" },
      take,
      select: { name: true },
    }),
  );
}

async function findRobots(actor: Actor, q: string, slice: number): Promise<RobotHit[]> {
  const db = getDb();
  // Two steps: the first scans only an index, up to the last hit; the second reads only the rows found.
  const text = searchText(q);
  const ids = actor.isAdmin ? await idsAnywhere(text, slice) : await robotIds({ project: memberOf(actor) }, text, {});
  if (ids.length === 0) return [];
  const rows = await db.robot.findMany({
    where: { id: { in: ids } },
    orderBy: { searchName: "asc" },
    select: { id: true, loginName: true, disabled: true, expiresAt: true, project: { select: { name: true } } },
  });
  return rows.map(({ project, ...row }) => {
    const { id, loginName, status } = toRobot(row);
    return { id, loginName, project: project?.name ?? null, status };
  });
}

type Range = { gt?: string; lte?: string };

/** The first robots by name whose name contains `text`. */
async function robotIds(
  among: { project?: ReturnType<typeof memberOf> },
  text: string,
  range: Range,
  take = MAX_HITS,
): Promise<number[]> {
  const hits = await getDb().robot.findMany({
    where: { ...among, searchName: { contains: text, ...range } },
    orderBy: { searchName: "asc" },
    take,
    select: { id: true },
  });
  return hits.map(({ id }) => id);
}

/** The same among all robots; on SQLite slice by slice, so that other requests run in between. */
async function idsAnywhere(text: string, slice: number): Promise<number[]> {
  if (env().DATABASE_PROVIDER !== "sqlite") return robotIds({}, text, {});
  const ids: number[] = [];
  for (let from: Range | null = {}; from !== null && ids.length < MAX_HITS; ) {
    const last: { searchName: string } | null = await getDb().robot.findFirst({
      where: { searchName: from },
      orderBy: { searchName: "asc" },
      skip: slice,
      select: { searchName: true },
    });
    const range: Range = { ...from, ...(last && { lte: last.searchName }) };
    ids.push(...(await robotIds({}, text, range, MAX_HITS - ids.length)));
    from = last && { gt: last.searchName };
    await nextTurn();
  }
  return ids;
}
