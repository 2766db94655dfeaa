import type { Actor } from "@/lib/access/caller";
import { epochSeconds, expiresAfter, NEVER } from "@/lib/access/expiry";
import { canManageProject, projectRole } from "@/lib/access/roles";
import { type Claim, writeAs } from "@/lib/authority/claim";
import { allRobotRows } from "../db/all-robots";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";
import { AppError } from "../errors";
import { assertExpiryAllowed } from "../policies/enforcement";
import { expiryFault } from "../policies/permissions";
import { manageableRobot, ROBOT_GONE } from "../robots/access";
import { auditChange, changeRobot, editFacts, expiryColumns } from "../robots/change";
import { projectIdOf, projectNameOf, type RobotHome } from "../robots/home";
import { GRANT_COLUMNS } from "../robots/queries";
import { ROBOT_COLUMNS, type Robot, toFullRobot } from "../robots/robot";
import { lastChange } from "../robots/stored";
import { type BulkChange, type BulkInput, MAX_BULK, type PreviewBulkInput } from "./schema";
import { allFilter, groupsOfPolicies, memberIdOf, policyIn } from "./scope";

/** What would happen to one robot. `reason`: why nothing happens. `isExpired`: an extension makes it work again. */
export type BulkRow = Pick<Robot, "id" | "version" | "loginName" | "name" | "contact" | "expiresAt" | "lastUsedAt"> & {
  project: string | null;
  reason: string | null;
  isExpired: boolean;
};

/** `more`: others match too, more than one step may change. `expiresAt`: the new expiry, if it is one. */
export type BulkPreview = { rows: BulkRow[]; more: boolean; expiresAt: number | null };

type Target = { robot: Robot; canManage: boolean };

/** The robots, as far as the actor may see them, by id. */
async function targetsOf(actor: Actor, ids: readonly number[]): Promise<Target[]> {
  const found = await getDb().robot.findMany({
    where: { id: { in: [...ids] }, ...(!actor.isAdmin && { project: { members: { some: { userId: actor.id } } } }) },
    orderBy: { id: "asc" },
    select: {
      ...ROBOT_COLUMNS,
      ...GRANT_COLUMNS,
      project: { select: { name: true, members: { where: { userId: actor.id }, select: { role: true } } } },
    },
  });
  return found.map(({ grants, project, ...row }) => {
    const held = grants.map(({ project: of, ...grant }) => ({ ...grant, project: of?.name ?? null }));
    const home: RobotHome =
      row.projectId === null || !project
        ? { kind: "instance" }
        : { kind: "project", id: row.projectId, name: project.name };
    const canManage = canManageProject(projectRole(actor, project?.members[0]?.role));
    return { robot: toFullRobot(row, held, home), canManage };
  });
}

/**
 * What a change would do to each robot. Changes nothing.
 * @throws AppError NOT_FOUND when the actor may not see one that was chosen
 */
export async function previewBulk(actor: Actor, { change, of }: PreviewBulkInput): Promise<BulkPreview> {
  const groups = await groupsOfPolicies();
  const ids = "ids" in of ? [...new Set(of.ids)] : await matchingIds(actor, of.matching);
  const targets = await targetsOf(actor, ids.slice(0, MAX_BULK));
  if ("ids" in of && targets.length < Math.min(ids.length, MAX_BULK)) throw new AppError("NOT_FOUND", ROBOT_GONE);
  const expiresAt = newExpiry(change);
  const rows = targets.map(({ robot, canManage }): BulkRow => {
    const { id, version, loginName, name, contact, lastUsedAt, home } = robot;
    const policy = policyIn(groups, projectIdOf(home));
    const fault = canManage ? unchangedBecause(robot, change, expiresAt) : "You can view it but not change it.";
    const reason = fault ?? (change.kind === "extend" ? expiryFault(policy, change.days) : null);
    return {
      id,
      version,
      loginName,
      name,
      contact,
      lastUsedAt,
      reason,
      isExpired: robot.expiresAt !== NEVER && robot.expiresAt <= epochSeconds(),
      expiresAt: robot.expiresAt,
      project: projectNameOf(home),
    };
  });
  return { rows, more: ids.length > MAX_BULK, expiresAt };
}

async function matchingIds(actor: Actor, matching: Parameters<typeof allFilter>[0]): Promise<number[]> {
  const filter = allFilter(matching, await groupsOfPolicies());
  if (!filter) return [];
  const page = { sort: "createdAt", dir: "desc", skip: 0, take: MAX_BULK + 1, countTake: 1 } as const;
  const { rows } = await allRobotRows<{ id: number }>(memberIdOf(actor), { filter, columns: ["id"], ...page });
  return rows.map(({ id }) => id);
}

const newExpiry = (change: BulkChange) => (change.kind === "extend" ? expiresAfter(change.days, epochSeconds()) : null);

function unchangedBecause(robot: Robot, change: BulkChange, expiresAt: number | null): string | null {
  if (change.kind === "contact") return robot.contact === change.contact ? "Already has this contact." : null;
  if (change.kind !== "extend" || expiresAt === null) return null;
  if (robot.expiresAt === NEVER) return "Never expires.";
  return robot.expiresAt >= expiresAt ? "Already expires later." : null;
}

/**
 * Deletes robots, extends their expiry or sets their contact: all of them or none, with a row in the log for each.
 * @throws AppError NOT_FOUND when one does not exist or the actor may not see it; FORBIDDEN with the viewer role in a
 * project of one; UNPROCESSABLE when a policy does not allow the expiry; CONFLICT when one changed since the preview
 */
export async function changeInBulk(actor: Actor, { change, robots: chosen }: BulkInput): Promise<void> {
  const versions = new Map(chosen.map(({ id, version }) => [id, version]));
  const targets = await targetsOf(actor, [...versions.keys()]);
  const seen = new Set(targets.map(({ robot }) => robot.id));
  const [claim, ...also] = await claimsOn(
    actor,
    change,
    targets,
    [...versions.keys()].find((id) => !seen.has(id)),
  );
  if (!claim) return;
  const robots = targets.map(({ robot }) => robot);
  const write = change.kind === "delete" ? deleteAll : editAll(change);
  await writeAs(claim, (tx) => write(tx, actor, robots, versions), { also });
}

/** One claim for each home, through one of its robots. Fails at the robot that the actor doesn't see, if there is one. */
async function claimsOn(
  actor: Actor,
  change: BulkChange,
  targets: readonly Target[],
  unseen: number | undefined,
): Promise<Claim[]> {
  const action = change.kind === "delete" ? "robot.delete" : "robot.update";
  const homes = new Map<number | null, number>();
  for (const { robot } of targets) {
    const home = projectIdOf(robot.home);
    homes.set(home, homes.get(home) ?? robot.id);
  }
  const ids = unseen === undefined ? [...homes.values()] : [unseen];
  const claims: Claim[] = [];
  for (const id of ids) claims.push((await manageableRobot(actor, id, action)).claim);
  if (unseen !== undefined) throw new AppError("NOT_FOUND", ROBOT_GONE);
  return claims;
}

type WriteAll = (
  tx: Tx,
  actor: Actor,
  robots: readonly Robot[],
  versions: ReadonlyMap<number, number>,
) => Promise<void>;

type Edit = Exclude<BulkChange, { kind: "delete" }>;

const editAll =
  (change: Edit): WriteAll =>
  async (tx, actor, robots, versions) => {
    const expiresAt = newExpiry(change);
    if (expiresAt !== null) await assertAllowedEverywhere(tx, robots, expiresAt);
    for (const robot of robots) {
      const version = versions.get(robot.id) ?? 0;
      if (robot.version !== version) throw await outdated(tx, robot);
      if (unchangedBecause(robot, change, expiresAt) !== null) continue;
      const next = change.kind === "contact" ? { contact: change.contact } : { expiresAt: expiresAt ?? NEVER };
      const columns = "contact" in next ? next : expiryColumns(robot, next.expiresAt);
      await changeRobot(tx, actor, robot, version, columns).catch(async (error: unknown) => {
        throw error instanceof AppError ? await outdated(tx, robot) : error;
      });
      const [before, after] = [editFacts(robot.home, robot), editFacts(robot.home, { ...robot, ...next })];
      await auditChange(tx, actor, "robot.update", robot, { before, after });
    }
  };

/** One check a home: its robots follow one policy. */
async function assertAllowedEverywhere(tx: Tx, robots: readonly Robot[], expiresAt: number): Promise<void> {
  const now = epochSeconds();
  for (const projectId of new Set(robots.map(({ home }) => projectIdOf(home))))
    await assertExpiryAllowed(tx, { projectId, expiresAt, now, field: "expiry" });
}

const deleteAll: WriteAll = async (tx, actor, robots, versions) => {
  for (const robot of robots) {
    const where = { id: robot.id, version: versions.get(robot.id) };
    const { count } = await tx.robot.deleteMany({ where });
    if (count === 0) throw await outdated(tx, robot);
    await auditChange(tx, actor, "robot.delete", robot, { before: editFacts(robot.home, robot) });
  }
};

async function outdated(tx: Tx, { id, loginName }: Robot): Promise<AppError> {
  const last = await lastChange(tx, id);
  const event = last
    ? `${last.updatedByName} changed ${loginName} on ${last.updatedAt.toISOString().slice(0, 19)}Z`
    : `${loginName} was deleted`;
  return new AppError("CONFLICT", `${event}, after the preview. Nothing was changed. Preview again.`);
}
