import type { Actor } from "../auth/context";
import { getDb } from "../db/client";
import { epochSeconds, fromStoredExpiry, type RobotStatus, statusOf } from "../robots/expiry";
import { beginningFirst, searchText } from "../text";
import type { SearchInput } from "./schema";

/** How many of each are shown: whoever sees more types more. */
const MOST_HITS = 8;

/** A robot that was found; a system robot is in no project. */
export type RobotHit = { id: number; loginName: string; project: string | null; status: RobotStatus };

/** What was found, by name. */
export type SearchHits = { projects: { name: string }[]; robots: RobotHit[] };

/**
 * Projects and robots by a part of their name: for system admins all of them, for others those of the projects they
 * have a role in. Nothing is found by nothing.
 */
export async function searchConsole(actor: Actor, { q }: SearchInput): Promise<SearchHits> {
  if (!q) return { projects: [], robots: [] };
  const [projects, robots] = await Promise.all([findProjects(actor, q), findRobots(actor, q)]);
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

async function findRobots(actor: Actor, q: string): Promise<RobotHit[]> {
  const db = getDb();
  // In two steps: the first reads an index from its beginning and stops at the last hit; no row is read in vain.
  const hits = await db.robot.findMany({
    where: { ...(actor.isAdmin ? {} : { project: ofTheirs(actor) }), searchName: { contains: searchText(q) } },
    orderBy: { searchName: "asc" },
    take: MOST_HITS,
    select: { id: true },
  });
  const rows = await db.robot.findMany({
    where: { id: { in: hits.map(({ id }) => id) } },
    orderBy: { searchName: "asc" },
    select: { id: true, loginName: true, disabled: true, expiresAt: true, project: { select: { name: true } } },
  });
  const now = epochSeconds();
  return rows.map(({ id, loginName, disabled, expiresAt, project }) => ({
    id,
    loginName,
    project: project?.name ?? null,
    status: statusOf({ disabled, expiresAt: fromStoredExpiry(expiresAt) }, now),
  }));
}
