import type { Caller } from "@/lib/access/caller";
import { systemPermissions } from "@/lib/access/grants";
import { type ProjectRole, projectRole } from "@/lib/access/roles";
import { getDb } from "../db/client";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { searchText } from "../text";
import { projectFilter, projectOrder, robotsThat } from "./list-query";
import type { ListProjectsInput, SearchProjectsInput } from "./schema";

/** Whose memberships count: robots are never members, and no person has the id 0. */
export const membershipId = (caller: Caller) => (caller.type === "user" ? caller.id : 0);

/** Whose system role counts: a robot has none. */
export const personOf = (caller: Caller) => (caller.type === "user" ? caller : { isAdmin: false });

export type ProjectRow = {
  name: string;
  role: ProjectRole;
  createdAt: string;
  members: number;
  robots: { total: number; active: number; expiring: number; expired: number };
};

/** Matches the projects a caller may see: people by role, robots by permission to read or to list. */
export function visibleTo(caller: Caller) {
  if (caller.type === "user") return caller.isAdmin ? {} : { members: { some: { userId: caller.id } } };
  if (systemPermissions(caller.grants).has("project:list")) return {};
  const readable = caller.grants.filter((grant) => grant.kind === "project" && grant.access.includes("project:read"));
  if (readable.some(({ project }) => project === null)) return {};
  return { name: { in: readable.flatMap(({ project }) => project ?? []) } };
}

/** One page of the caller's projects, with robot counts. */
export async function listProjects(caller: Caller, input: ListProjectsInput): Promise<Page<ProjectRow>> {
  const db = getDb();
  const where = {
    AND: [visibleTo(caller), ...projectFilter(input, membershipId(caller))],
  };
  const [projects, counted] = await Promise.all([
    db.project.findMany({
      where,
      orderBy: projectOrder(input),
      ...skipTake(input),
      select: {
        id: true,
        name: true,
        createdAt: true,
        members: { where: { userId: membershipId(caller) }, select: { role: true } },
        _count: { select: { members: true } },
      },
    }),
    db.project.count({ where, take: COUNT_TAKE }),
  ]);
  const counts = await robotCounts(projects.map(({ id }) => id));
  const rows = projects.map((project) => ({
    name: project.name,
    role: projectRole(personOf(caller), project.members[0]?.role),
    createdAt: project.createdAt.toISOString(),
    members: project._count.members,
    robots: counts(project.id),
  }));
  return toPage(rows, counted, input);
}

const SEARCH_SIZE = 20;

/** For choosing a project among thousands. */
export async function searchProjectNames(caller: Caller, { q, page }: SearchProjectsInput): Promise<Page<string>> {
  const db = getDb();
  const where = { ...visibleTo(caller), ...(q ? { searchName: { contains: searchText(q) } } : {}) };
  const paging = { page, size: SEARCH_SIZE };
  const [rows, counted] = await Promise.all([
    db.project.findMany({ where, orderBy: { name: "asc" }, ...skipTake(paging), select: { name: true } }),
    db.project.count({ where, take: COUNT_TAKE }),
  ]);
  return toPage(
    rows.map(({ name }) => name),
    counted,
    paging,
  );
}

async function robotCounts(projectIds: number[]): Promise<(projectId: number) => ProjectRow["robots"]> {
  const db = getDb();
  const count = async (where: object) => {
    const groups = await db.robot.groupBy({
      by: ["projectId"],
      where: { projectId: { in: projectIds }, ...where },
      _count: { _all: true },
    });
    return new Map(groups.map((group) => [group.projectId, group._count._all]));
  };
  const [total, active, expiring, expired] = await Promise.all([
    count({}),
    count(robotsThat("work")),
    count(robotsThat("expiring")),
    count(robotsThat("expired")),
  ]);
  const of = (counts: Map<number | null, number>, id: number) => counts.get(id) ?? 0;
  return (id) => ({
    total: of(total, id),
    active: of(active, id),
    expiring: of(expiring, id),
    expired: of(expired, id),
  });
}
