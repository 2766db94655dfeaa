import type { Actor } from "../auth/context";
import { getDb } from "../db/client";
import { COUNT_TAKE, type Page, skipTake, toPage } from "../pagination";
import { epochSeconds } from "../robots/expiry";
import { searchText } from "../text";
import { type ProjectRole, projectRole } from "./permissions";
import { type ListProjectsInput, projectNameSchema } from "./schema";

type FoundProject = { id: number; name: string; createdAt: Date; role: ProjectRole };

/** The stored project with the actor's role, whatever it is; null when there is none. For access checks only. The name may come from an address. */
export async function findProjectWithRole(
  actor: Actor,
  where: { name: string } | { id: number },
): Promise<FoundProject | null> {
  if ("name" in where && !projectNameSchema.safeParse(where.name).success) return null;
  const project = await getDb().project.findUnique({
    where,
    select: { id: true, name: true, createdAt: true, members: { where: { userId: actor.id }, select: { role: true } } },
  });
  if (!project) return null;
  const { members, ...rest } = project;
  return { ...rest, role: projectRole(actor, members[0]?.role) };
}

/** A row of the projects page. */
export type ProjectRow = {
  name: string;
  role: ProjectRole;
  createdAt: string;
  members: number;
  robots: { total: number; active: number; expired: number };
};

/** The projects that the actor may see, by name, with their robot counts. */
export async function listProjects(actor: Actor, input: ListProjectsInput): Promise<Page<ProjectRow>> {
  const db = getDb();
  const where = {
    ...(actor.isAdmin ? {} : { members: { some: { userId: actor.id } } }),
    ...(input.q ? { searchName: { contains: searchText(input.q.trim()) } } : {}),
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
        members: { where: { userId: actor.id }, select: { role: true } },
        _count: { select: { members: true } },
      },
    }),
    db.project.count({ where, take: COUNT_TAKE }),
  ]);
  const counts = await robotCounts(projects.map(({ id }) => id));
  const rows = projects.map((project) => ({
    name: project.name,
    role: projectRole(actor, project.members[0]?.role),
    createdAt: project.createdAt.toISOString(),
    members: project._count.members,
    robots: counts(project.id),
  }));
  return toPage(rows, counted, input);
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
  const [total, active, expired] = await Promise.all([
    count({}),
    count({ disabled: false, expiresAt: { gt: now } }),
    count({ disabled: false, expiresAt: { lte: now } }),
  ]);
  return (id) => ({ total: total.get(id) ?? 0, active: active.get(id) ?? 0, expired: expired.get(id) ?? 0 });
}
