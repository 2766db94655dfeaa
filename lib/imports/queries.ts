import { type Actor, assertSystemAdmin } from "@/lib/access/caller";
import { fromStoredExpiry } from "@/lib/access/expiry";
import { assertStill } from "@/lib/authority/still";
import { csvRecord } from "../activity/csv";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { isForgotten } from "./forgotten";
import { type ImportReport, type ImportShown, type ImportSource, MAX_LISTED } from "./schema";

/** @throws AppError NOT_FOUND, also for anyone but system admins */
export async function readImport(actor: Actor, id: number): Promise<ImportShown> {
  assertSystemAdmin(actor);
  const found = await getDb().import.findUnique({ where: { id } });
  if (!found || (found.state === "ready" && isForgotten(found)))
    throw new AppError("NOT_FOUND", "There is no such import. Dry runs are deleted after a day.");
  const [left, imported, loggedIn] = await Promise.all([
    getDb().importBatch.count({ where: { importId: id } }),
    getDb().robot.count({ where: { importId: id } }),
    getDb().robot.count({ where: { importId: id, movedAt: { not: null } } }),
  ]);
  return {
    id,
    source: found.source as ImportSource,
    state: found.state as ImportShown["state"],
    created_at: found.createdAt.toISOString(),
    created_by: found.createdByName,
    learn_from: found.learnFrom,
    learn_until: found.learnUntil?.toISOString() ?? null,
    batches: { total: found.batches, done: found.batches - left },
    robots: { imported, logged_in: loggedIn },
    report: JSON.parse(found.report) as ImportReport,
  };
}

export type ImportRow = Pick<ImportShown, "id" | "source" | "state" | "created_by"> & {
  createdAt: Date;
  imported: number;
  loggedIn: number;
};

/** The newest imports, with how many of their robots have logged in here. For system admins. */
export async function listImports(actor: Actor): Promise<ImportRow[]> {
  assertSystemAdmin(actor);
  const imports = await getDb().import.findMany({
    orderBy: { id: "desc" },
    take: 20,
    select: { id: true, source: true, state: true, createdByName: true, createdAt: true },
  });
  return Promise.all(
    imports.map(async ({ id, source, state, createdByName, createdAt }) => ({
      ...{ id, createdAt, created_by: createdByName },
      source: source as ImportSource,
      state: state as ImportShown["state"],
      imported: await getDb().robot.count({ where: { importId: id } }),
      loggedIn: await getDb().robot.count({ where: { importId: id, movedAt: { not: null } } }),
    })),
  );
}

export type NotMoved = {
  id: number;
  loginName: string;
  project: string | null;
  disabled: boolean;
  /** Unix epoch seconds, or -1. */
  expiresAt: number;
  /** In the old registry, if the file said. */
  createdAt: Date | null;
};

/** Robots of an import that haven't logged in here, by id; at most a thousand. For system admins. */
export async function listNotMoved(actor: Actor, id: number): Promise<NotMoved[]> {
  assertSystemAdmin(actor);
  const rows = await getDb().robot.findMany({
    where: { importId: id, movedAt: null },
    orderBy: { id: "asc" },
    take: MAX_LISTED,
    select: {
      ...{ id: true, loginName: true, disabled: true, expiresAt: true, createdAt: true },
      ...{ importedAt: true, project: { select: { name: true } } },
    },
  });
  return rows.map(({ project, importedAt, createdAt, expiresAt, id: robotId, loginName, disabled }) => ({
    ...{ id: robotId, loginName, disabled, project: project?.name ?? null, expiresAt: fromStoredExpiry(expiresAt) },
    // A source without dates gets that of its import.
    createdAt: importedAt && createdAt < importedAt ? createdAt : null,
  }));
}

const PAGE = 1_000;

/** CSV with the old and the new id of each robot. For system admins. */
export async function* exportIds(actor: Actor, importId: number): AsyncGenerator<string> {
  assertSystemAdmin(actor);
  yield csvRecord(["login_name", "old_id", "new_id"]);
  for (let last = 0; ; ) {
    await assertStill(actor);
    const rows = await getDb().robot.findMany({
      where: { importId, id: { gt: last } },
      orderBy: { id: "asc" },
      take: PAGE,
      select: { id: true, loginName: true, importedId: true },
    });
    for (const { id, loginName, importedId } of rows) yield csvRecord([loginName, importedId, id]);
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) return;
  }
}
