import { setImmediate as nextTurn } from "node:timers/promises";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { env } from "../env";
import { type Robot, toRobot } from "../robots/robot";
import { beginningFirst, searchText } from "../text";
import type { SearchInput } from "./schema";

/** How many of each are shown: whoever sees more types more. */
const MOST_HITS = 8;
/** How many names SQLite looks through in one go, which holds this process up for some five milliseconds. */
const SLICE = 50_000;

/** A robot that was found; a system robot is in no project. */
export type RobotHit = Pick<Robot, "id" | "loginName" | "status"> & { project: string | null };

/** What was found, by name. */
export type SearchHits = { projects: { name: string }[]; robots: RobotHit[] };

/**
 * Projects and robots by a part of their name: for system admins all of them, for others those of the projects they
 * have a role in. Nothing is found by nothing.
 * @param slice how many robots' names are looked through at once
 */
export async function searchConsole(actor: Actor, { q }: SearchInput, slice = SLICE): Promise<SearchHits> {
  if (!q) return { projects: [], robots: [] };
  const [projects, robots] = await Promise.all([findProjects(actor, q), findRobots(actor, q, slice)]);
  return { projects, robots };
}

const ofTheirs = (actor: Actor) => ({ members: { some: { userId: actor.id } } });

function findProjects(actor: Actor, q: string): Promise<{ name: string }[]> {
  const scope = actor.isAdmin ? {} : ofTheirs(actor);
  return beginningFirst(q, MOST_HITS, (searchName, take) =>
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
  // In two steps: the first reads an index from its beginning and stops at the last hit; no row is read in vain.
  const text = searchText(q);
  const ids = actor.isAdmin ? await idsAnywhere(text, slice) : await robotIds({ project: ofTheirs(actor) }, text, {});
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

/** The first robots, by name, that hold `text`. */
async function robotIds(
  among: { project?: ReturnType<typeof ofTheirs> },
  text: string,
  range: Range,
  take = MOST_HITS,
): Promise<number[]> {
  const hits = await getDb().robot.findMany({
    where: { ...among, searchName: { contains: text, ...range } },
    orderBy: { searchName: "asc" },
    take,
    select: { id: true },
  });
  return hits.map(({ id }) => id);
}

/** The same among all robots there are; on SQLite slice by slice, so that other requests have their turn in between. */
async function idsAnywhere(text: string, slice: number): Promise<number[]> {
  if (env().DATABASE_PROVIDER !== "sqlite") return robotIds({}, text, {});
  const ids: number[] = [];
  for (let from: Range | null = {}; from !== null && ids.length < MOST_HITS; ) {
    const last: { searchName: string } | null = await getDb().robot.findFirst({
      where: { searchName: from },
      orderBy: { searchName: "asc" },
      skip: slice,
      select: { searchName: true },
    });
    const range: Range = { ...from, ...(last && { lte: last.searchName }) };
    ids.push(...(await robotIds({}, text, range, MOST_HITS - ids.length)));
    from = last && { gt: last.searchName };
    await nextTurn();
  }
  return ids;
}
