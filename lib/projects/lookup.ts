import type { Caller } from "@/lib/access/caller";
import { readBoundedPage } from "../bounded-page";
import { getDb } from "../db/client";
import type { Prisma } from "../db/generated/sqlite/client";
import { AppError } from "../errors";
import { COUNT_LIMIT } from "../pagination";
import { searchText } from "../text";
import { readableProject } from "./access";
import { visibleTo } from "./queries";

const RECORD_COLUMNS = {
  id: true,
  name: true,
  ownerName: true,
  createdAt: true,
  updatedAt: true,
  /** Parsed by `readMetadata`. */
  metadata: true,
} as const satisfies Prisma.ProjectSelect;

export type ProjectRecord = Prisma.ProjectGetPayload<{ select: typeof RECORD_COLUMNS }>;

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
  const { project } = getDb();
  const rest = { where, orderBy: { name: "asc" }, select: RECORD_COLUMNS } as const;
  return readBoundedPage(
    paging,
    (part) => project.findMany({ ...rest, ...part }),
    (part) => project.count({ where, ...part }),
  );
}

/** Counts the caller's projects, up to {@link COUNT_LIMIT}. */
export function countProjects(caller: Caller): Promise<number> {
  return getDb().project.count({ where: visibleTo(caller), take: COUNT_LIMIT });
}
