import type { Caller } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { boundedTotal, COUNT_LIMIT, COUNT_TAKE, skipTake } from "../pagination";
import { searchText } from "../text";
import { readableProject } from "./access";
import { visibleTo } from "./queries";

/** A project as the REST API tells of it. */
export type ProjectRecord = {
  id: number;
  name: string;
  ownerName: string;
  createdAt: Date;
  updatedAt: Date;
  /** As {@link readMetadata} reads it. */
  metadata: string | null;
};

const RECORD_COLUMNS = {
  id: true,
  name: true,
  ownerName: true,
  createdAt: true,
  updatedAt: true,
  metadata: true,
} as const;

/**
 * One project.
 * @throws AppError as `readableProject`
 */
export async function readProject(caller: Caller, where: { name: string } | { id: number }): Promise<ProjectRecord> {
  const { id } = await readableProject(caller, where);
  const found = await getDb().project.findUnique({ where: { id }, select: RECORD_COLUMNS });
  if (!found) throw new AppError("NOT_FOUND", "This project no longer exists.");
  return found;
}

/** One page of the projects that the caller may see, by name, and how many there are in all. `name`: part of it. */
export async function findProjects(
  caller: Caller,
  { name, ...paging }: { name: string; page: number; size: number },
): Promise<{ rows: ProjectRecord[]; total: number }> {
  const where = { ...visibleTo(caller), ...(name && { searchName: { contains: searchText(name) } }) };
  const [found, counted] = await Promise.all([
    getDb().project.findMany({
      where,
      orderBy: { name: "asc" },
      ...skipTake(paging),
      take: paging.size + 1,
      select: RECORD_COLUMNS,
    }),
    getDb().project.count({ where, take: COUNT_TAKE }),
  ]);
  return { rows: found.slice(0, paging.size), total: boundedTotal(paging, found.length, counted) };
}

/** How many projects the caller may see, up to {@link COUNT_LIMIT}. */
export function countProjects(caller: Caller): Promise<number> {
  return getDb().project.count({ where: visibleTo(caller), take: COUNT_LIMIT });
}
