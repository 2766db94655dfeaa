import { setImmediate as nextTurn } from "node:timers/promises";
import type { Actor } from "@/lib/access/caller";
import { canManageProject, projectRole } from "@/lib/access/roles";
import { getDb } from "../db/client";
import { env } from "../env";
import { COUNT_LIMIT, COUNT_TAKE } from "../pagination";
import { type Robot, toRobot } from "../robots/robot";
import { beginningFirst, searchWords } from "../text";
import type { SearchInput } from "./schema";

/** Of each kind, unless all of one kind are asked for. */
const MAX_HITS = 8;
const MAX_ALL = 100;
/** Names that SQLite scans at once, which blocks the process for about five milliseconds. */
const SLICE = 50_000;

/** `canManage`: the person may change it. */
export type ProjectHit = { name: string; canManage: boolean };
/** `project` is null for a system robot. */
export type RobotHit = Pick<Robot, "id" | "loginName" | "status"> & { project: string | null; canManage: boolean };

/** The first hits by name, and how many there are; `capped`: at least so many. */
export type Hits<Hit> = { rows: Hit[]; total: number; capped: boolean };
export type SearchHits = { projects: Hits<ProjectHit>; robots: Hits<RobotHit> };

const NONE = { rows: [], total: 0, capped: false };

/**
 * Finds projects and robots whose name contains every word: for system admins anywhere, for others in projects where they
 * have a role. An empty search finds nothing.
 * @param slice how many robots' names to scan at once
 */
export async function searchConsole(actor: Actor, { q, all }: SearchInput, slice = SLICE): Promise<SearchHits> {
  const words = searchWords(q);
  if (words.length === 0) return { projects: NONE, robots: NONE };
  const [projects, robots] = await Promise.all([
    findProjects(actor, words),
    findRobots(actor, words, { slice, most: all === "robots" ? MAX_ALL : MAX_HITS }),
  ]);
  return { projects, robots };
}

const memberOf = (actor: Actor) => ({ members: { some: { userId: actor.id } } });
const roleIn = (actor: Actor) => ({ where: { userId: actor.id }, select: { role: true } });
const managedBy = (actor: Actor, members: readonly { role: string }[] = []) =>
  canManageProject(projectRole(actor, members[0]?.role));

function toHits<Hit>(rows: Hit[], counted: number): Hits<Hit> {
  return { rows, total: Math.min(counted, COUNT_LIMIT), capped: counted > COUNT_LIMIT };
}

async function findProjects(actor: Actor, words: readonly string[]): Promise<Hits<ProjectHit>> {
  const scope = actor.isAdmin ? {} : memberOf(actor);
  const [first = "", ...others] = words;
  const containing = (texts: readonly string[]) => texts.map((word) => ({ searchName: { contains: word } }));
  const [rows, counted] = await Promise.all([
    beginningFirst(first, MAX_HITS, (searchName, take) =>
      getDb().project.findMany({
        where: { AND: [scope, { searchName }, ...containing(others)] },
        orderBy: { name: "asc" },
        take,
        select: { name: true, members: roleIn(actor) },
      }),
    ),
    getDb().project.count({ where: { AND: [scope, ...containing(words)] }, take: COUNT_TAKE }),
  ]);
  return toHits(
    rows.map(({ name, members }) => ({ name, canManage: managedBy(actor, members) })),
    counted,
  );
}

type Scan = { slice: number; most: number };

async function findRobots(actor: Actor, words: readonly string[], scan: Scan): Promise<Hits<RobotHit>> {
  // Two steps: the first scans only an index; the second reads only the rows found.
  const { ids, counted } = actor.isAdmin
    ? await idsAnywhere(words, scan)
    : await idsWithin({ project: memberOf(actor) }, words, {}, scan.most);
  if (ids.length === 0) return NONE;
  const rows = await getDb().robot.findMany({
    where: { id: { in: ids } },
    orderBy: { searchName: "asc" },
    select: {
      ...{ id: true, loginName: true, disabled: true, expiresAt: true },
      project: { select: { name: true, members: roleIn(actor) } },
    },
  });
  const hits = rows.map(({ project, ...row }) => {
    const { id, loginName, status } = toRobot(row);
    const canManage = project ? managedBy(actor, project.members) : actor.isAdmin;
    return { id, loginName, project: project?.name ?? null, status, canManage };
  });
  return toHits(hits, counted);
}

type Range = { gt?: string; lte?: string };
type Found = { ids: number[]; counted: number };

/** The first robots by name whose name contains every word, and how many there are. */
async function idsWithin(
  among: { project?: ReturnType<typeof memberOf> },
  words: readonly string[],
  range: Range,
  most: number,
  countTake = COUNT_TAKE,
): Promise<Found> {
  const names = words.map((contains) => ({ searchName: { contains } }));
  const query = { where: { AND: [among, { searchName: range }, ...names] }, orderBy: { searchName: "asc" as const } };
  const [hits, counted] = await Promise.all([
    most > 0 ? getDb().robot.findMany({ ...query, take: most, select: { id: true } }) : [],
    getDb().robot.count({ ...query, take: countTake }),
  ]);
  return { ids: hits.map(({ id }) => id), counted };
}

/** The same among all robots; on SQLite slice by slice, so that other requests run in between. */
async function idsAnywhere(words: readonly string[], { slice, most }: Scan): Promise<Found> {
  if (env().DATABASE_PROVIDER !== "sqlite") return idsWithin({}, words, {}, most);
  const ids: number[] = [];
  let counted = 0;
  for (let from: Range | null = {}; from !== null && counted < COUNT_TAKE; ) {
    const last: { searchName: string } | null = await getDb().robot.findFirst({
      where: { searchName: from },
      orderBy: { searchName: "asc" },
      skip: slice,
      select: { searchName: true },
    });
    const range: Range = { ...from, ...(last && { lte: last.searchName }) };
    const found = await idsWithin({}, words, range, most - ids.length, COUNT_TAKE - counted);
    ids.push(...found.ids);
    counted += found.counted;
    from = last && { gt: last.searchName };
    await nextTurn();
  }
  return { ids, counted };
}
