import type { Caller } from "@/lib/access/caller";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { boundedTotal, COUNT_LIMIT, COUNT_TAKE, skipTake } from "../pagination";
import { searchText } from "../text";
import { readableProject } from "./access";
import { visibleTo } from "./queries";

export type ProjectRecord = {
  id: number;
  name: string;
  ownerName: string;
  createdAt: Date;
  updatedAt: Date;
  /** Parsed by `readMetadata`. */
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

/** @throws AppError as `readableProject` */
export async function readProject(caller: Caller, where: { name: string } | { id: number }): Promise<ProjectRecord> {
  const { id } = await readableProject(caller, where);
  const found = await getDb().project.findUnique({ where: { id }, select: RECORD_COLUMNS });
  if (!found) throw new AppError("NOT_FOUND", "This project no longer exists.");
  return found;
}

/** One page of the caller's projects, by name, and their total. `name`: a part of the name. */
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

/** Counts the caller's projects, up to {@link COUNT_LIMIT}. */
export function countProjects(caller: Caller): Promise<number> {
  return getDb().project.count({ where: visibleTo(caller), take: COUNT_LIMIT });
}
