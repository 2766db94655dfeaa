import type { Actor } from "@/lib/access/caller";
import { type AuditActor, recordAudits } from "../audit/service";
import { insertRows } from "../db/bulk-insert";
import type { Tx } from "../db/transaction";
import { searchText } from "../text";
import type { Entry, MemberEntry, ProjectEntry, RobotEntry } from "./entries";
import { takenNames } from "./plan";
import { grantRows, robotRow, type Source, timeOf } from "./robot-rows";
import type { ImportSource } from "./schema";

type Origin = Source & { source: ImportSource; keepsIds: boolean };
type Project = { id: number; name: string };

/** Stores one batch with its audit rows. What is here already stays as it is. */
export async function storeEntries(tx: Tx, actor: Actor, from: Origin, entries: readonly Entry[]): Promise<void> {
  await storeProjects(
    tx,
    actor,
    entries.filter((entry) => entry.kind === "project"),
  );
  await storeMembers(
    tx,
    actor,
    entries.filter((entry) => entry.kind === "member"),
  );
  await storeRobots(
    tx,
    actor,
    from,
    entries.filter((entry) => entry.kind === "robot"),
  );
}

async function storeProjects(tx: Tx, actor: AuditActor, entries: readonly ProjectEntry[]): Promise<void> {
  const here = await projectsByName(
    tx,
    entries.map(({ name }) => name),
  );
  const fresh = entries.filter(({ name }) => !here.has(name));
  if (fresh.length === 0) return;
  const now = new Date();
  const made = await tx.project.createManyAndReturn({
    data: fresh.map(({ name, owner, createdAt }) => ({
      ...{ name, searchName: searchText(name), ownerName: owner.replace(/\p{Cc}/gu, "").slice(0, 255) },
      ...{ createdAt: timeOf(createdAt, now), updatedAt: now },
    })),
    select: { id: true, name: true },
  });
  await recordAudits(
    tx,
    made.map((project) => ({ actor, action: "project.import", project })),
  );
}

async function projectsByName(tx: Tx, names: readonly string[]): Promise<Map<string, Project>> {
  const rows = await tx.project.findMany({ where: { name: { in: [...names] } }, select: { id: true, name: true } });
  return new Map(rows.map((project) => [project.name, project]));
}

async function storeMembers(tx: Tx, actor: AuditActor, entries: readonly MemberEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const projects = await projectsByName(
    tx,
    entries.map(({ project }) => project),
  );
  const usernames = entries.map(({ username }) => username);
  const people = await tx.user.findMany({
    where: { username: { in: usernames } },
    select: { id: true, username: true },
  });
  const ids = new Map(people.map(({ id, username }) => [username, id]));
  const here = await tx.member.findMany({
    where: { projectId: { in: [...projects.values()].map(({ id }) => id) }, userId: { in: [...ids.values()] } },
    select: { projectId: true, userId: true },
  });
  const taken = new Set(here.map(({ projectId, userId }) => `${projectId} ${userId}`));
  const fresh = entries.flatMap(({ project: name, username, role, roleId }) => {
    const [project, userId] = [projects.get(name), ids.get(username)];
    if (!project || userId === undefined || taken.has(`${project.id} ${userId}`)) return [];
    taken.add(`${project.id} ${userId}`);
    return [{ project, username, row: { projectId: project.id, userId, role, roleId } }];
  });
  if (fresh.length === 0) return;
  await tx.member.createMany({ data: fresh.map(({ row }) => row) });
  await recordAudits(
    tx,
    fresh.map(({ project, username, row: { role } }) => {
      return { actor, action: "member.import", project, targetName: username, details: { after: { role } } } as const;
    }),
  );
}

async function storeRobots(tx: Tx, actor: Actor, from: Origin, entries: readonly RobotEntry[]): Promise<void> {
  const taken = await takenNames(tx, entries, from.source);
  const projects = await projectsByName(tx, namesIn(entries));
  const ids = new Map([...projects.values()].map(({ id, name }) => [name, id]));
  // A project that was deleted since the projects were stored takes its robots with it.
  const fresh = entries.filter(({ loginName, home }) => !taken.has(loginName) && (home === null || ids.has(home)));
  if (fresh.length === 0) return;
  const free = from.keepsIds ? await freeIds(tx, fresh) : new Set<number>();
  const rows = fresh.map((entry) => {
    const id = Number(entry.importedId);
    return { ...robotRow(actor, from, entry, ids), ...(free.has(id) && { id }) };
  });
  // A statement with and without ids would need a default for each.
  await insertRows(
    tx,
    "Robot",
    rows.filter((row) => "id" in row),
  );
  await insertRows(
    tx,
    "Robot",
    rows.filter((row) => !("id" in row)),
  );
  const names = fresh.map(({ loginName }) => loginName);
  const made = await tx.robot.findMany({ where: { loginName: { in: names } }, select: { id: true, loginName: true } });
  const robotIds = new Map(made.map(({ id, loginName }) => [loginName, id]));
  const grants = fresh.flatMap(({ loginName, grants }) => grantRows(robotIds.get(loginName) ?? 0, grants, ids));
  await insertRows(tx, "RobotGrant", grants);
  await recordAudits(
    tx,
    fresh.map(({ loginName, home, importedId }) => ({
      ...{ actor, action: "robot.import", robot: { id: robotIds.get(loginName) ?? 0, loginName } },
      project: home === null ? null : (projects.get(home) ?? null),
      details: { source: from.label, ...(importedId !== null && { importedId }) },
    })),
  );
}

function namesIn(entries: readonly RobotEntry[]): string[] {
  const granted = entries.flatMap(({ grants }) =>
    grants.flatMap((grant) => (grant.kind === "project" ? (grant.project ?? []) : [])),
  );
  return [...new Set([...entries.flatMap(({ home }) => home ?? []), ...granted])];
}

async function freeIds(tx: Tx, entries: readonly RobotEntry[]): Promise<Set<number>> {
  const wanted = entries.map(({ importedId }) => Number(importedId));
  const used = await tx.robot.findMany({ where: { id: { in: wanted } }, select: { id: true } });
  const free = new Set(wanted);
  for (const { id } of used) free.delete(id);
  return free;
}
