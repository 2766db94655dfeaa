import type { Actor } from "@/lib/access/caller";
import { epochSeconds, fromStoredExpiry } from "@/lib/access/expiry";
import { auditText } from "../activity/queries";
import { type CountsRow, loginsByHour, type MemberId, storedCounts } from "../db/all-robots";
import { getDb } from "../db/client";
import { lastChanges } from "../db/last-changes";
import { memberIdOf } from "./scope";

const HOUR_MS = 3_600_000;
export const CHART_DAYS = 7;
const SHOWN_CHANGES = 8;
const SHOWN_NEEDS = 6;
const MONTH_SECONDS = 30 * 86_400;
/** Not changes of anything. */
const NO_CHANGES = ["session.sign-in", "session.sign-out", "registry.check", "audit.purge"];

export type HomeChange = { id: number; at: Date; actor: string; text: string; about: string | null };
export type ExpiringRobot = { id: number; loginName: string; name: string; expiresAt: number; project: string | null };
export type FailingProject = { name: string; failedLogins: number };

export type Home = {
  isSystemAdmin: boolean;
  /** Projects that the actor may see. */
  projects: number;
  counts: CountsRow;
  /** Logins of each hour since a midnight in UTC, seven days with today. */
  logins: { from: Date; hours: number[] };
  changes: HomeChange[];
  /** Of what the actor may change: robots that expire soonest. */
  expiring: ExpiringRobot[];
  /** Projects with the most failed logins. */
  failing: FailingProject[];
};

/** What the home page shows: for system admins of everything, for others of their projects. */
export async function getHome(actor: Actor, now = Date.now()): Promise<Home> {
  const member = memberIdOf(actor);
  const memberships = member === null ? null : await membershipsOf(actor.id);
  const ids = memberships?.map(({ projectId }) => projectId) ?? null;
  const managed = memberships?.flatMap(({ projectId, role }) => (role === "admin" ? [projectId] : [])) ?? null;
  const [counts, logins, changes, expiring, failing, projects] = await Promise.all([
    storedCounts(member),
    recentLogins(member, now),
    lastChanges(ids, SHOWN_CHANGES, NO_CHANGES),
    soonestExpiring(managed, epochSeconds(now)),
    failingProjects(ids),
    ids ? ids.length : getDb().project.count({ take: 1 }),
  ]);
  return {
    ...{ isSystemAdmin: actor.isAdmin, projects, counts, logins, expiring, failing },
    changes: changes.map(({ id, at, actorName, action, robotName, targetName, projectName }) => ({
      ...{ id, at, actor: actorName, text: auditText(action, "success") },
      about: robotName ?? targetName ?? projectName,
    })),
  };
}

function membershipsOf(userId: number) {
  return getDb().member.findMany({ where: { userId }, select: { projectId: true, role: true } });
}

async function recentLogins(member: MemberId, now: number): Promise<Home["logins"]> {
  const hour = Math.floor(now / HOUR_MS);
  const first = hour - (hour % 24) - (CHART_DAYS - 1) * 24;
  const counts = await loginsByHour(member, first);
  const hours = Array.from({ length: hour - first + 1 }, (_, at) => counts.get(first + at) ?? 0);
  return { from: new Date(first * HOUR_MS), hours };
}

async function soonestExpiring(projectIds: readonly number[] | null, now: number): Promise<ExpiringRobot[]> {
  const rows = await getDb().robot.findMany({
    where: {
      disabled: false,
      expiresAt: { gt: BigInt(now), lt: BigInt(now + MONTH_SECONDS) },
      ...(projectIds && { projectId: { in: [...projectIds] } }),
    },
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    take: SHOWN_NEEDS,
    select: { id: true, loginName: true, name: true, expiresAt: true, project: { select: { name: true } } },
  });
  return rows.map(({ project, expiresAt, ...row }) => ({
    ...row,
    ...{ expiresAt: fromStoredExpiry(expiresAt), project: project?.name ?? null },
  }));
}

async function failingProjects(projectIds: readonly number[] | null): Promise<FailingProject[]> {
  const rows = await getDb().robotCount.findMany({
    where: { failedLogins: { gt: 0 }, projectId: projectIds ? { in: [...projectIds] } : { gt: 0 } },
    orderBy: { failedLogins: "desc" },
    take: SHOWN_NEEDS,
    select: { projectId: true, failedLogins: true },
  });
  if (rows.length === 0) return [];
  const where = { id: { in: rows.map(({ projectId }) => projectId) } };
  const names = new Map(
    (await getDb().project.findMany({ where, select: { id: true, name: true } })).map(({ id, name }) => [id, name]),
  );
  return rows.flatMap(({ projectId, failedLogins }) => {
    const name = names.get(projectId);
    return name === undefined ? [] : [{ name, failedLogins }];
  });
}
