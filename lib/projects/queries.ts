import type { Caller } from "@/lib/access/caller";
import { epochSeconds } from "@/lib/access/expiry";
import { systemPermissions } from "@/lib/access/grants";
import { type ProjectRole, projectRole } from "@/lib/access/roles";
import { getDb } from "../db/client";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { searchText } from "../text";
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
  robots: { total: number; active: number; expired: number; expiring: number };
};

/** Matches the projects a caller may see: people by role, robots by permission to read or to list. */
export function visibleTo(caller: Caller) {
  if (caller.type === "user") return caller.isAdmin ? {} : { members: { some: { userId: caller.id } } };
  if (systemPermissions(caller.grants).has("project:list")) return {};
  const readable = caller.grants.filter((grant) => grant.kind === "project" && grant.access.includes("project:read"));
  if (readable.some(({ project }) => project === null)) return {};
  return { name: { in: readable.flatMap(({ project }) => project ?? []) } };
}

/** One page of the caller's projects, by name, with robot counts. */
export async function listProjects(caller: Caller, input: ListProjectsInput): Promise<Page<ProjectRow>> {
  const db = getDb();
  const where = {
    ...visibleTo(caller),
    ...(input.q ? { searchName: { contains: searchText(input.q) } } : {}),
  };
  const [projects, counted] = await Promise.all([
    db.project.findMany({
      where,
      orderBy: { name: "asc" },
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

/** As in the robots list. */
const EXPIRING_SECONDS = BigInt(30 * 86_400);
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
  const now = BigInt(epochSeconds());
  const count = async (where: object) => {
    const groups = await db.robot.groupBy({
      by: ["projectId"],
      where: { projectId: { in: projectIds }, ...where },
      _count: { _all: true },
    });
    return new Map(groups.map((group) => [group.projectId, group._count._all]));
  };
  const soon = now + EXPIRING_SECONDS;
  const [total, active, expired, expiring] = await Promise.all([
    count({}),
    count({ disabled: false, expiresAt: { gt: now } }),
    count({ disabled: false, expiresAt: { lte: now } }),
    count({ disabled: false, expiresAt: { gt: now, lte: soon } }),
  ]);
  return (id) => ({
    total: total.get(id) ?? 0,
    active: active.get(id) ?? 0,
    expired: expired.get(id) ?? 0,
    expiring: expiring.get(id) ?? 0,
  });
}
