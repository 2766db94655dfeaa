import { addressOf, type Db, getDb, onDisconnect } from "@/lib/db/client";
import { postgresReader, type Reader, sqliteReader } from "@/lib/db/login-reader";
import { perProcess } from "@/lib/per-process";

/** A robot and one of its grants; nulls if it has none. */
export type RobotLoginRow = {
  id: number;
  loginName: string;
  level: string;
  disabled: boolean | number;
  /** node-postgres returns 64-bit integers as strings. */
  expiresAt: string | number;
  version: number;
  secretHash: string;
  /** Encoded; empty for anywhere. */
  allowedAddresses: string;
  /** Whether the current secret was never used, as far as written. */
  isSecretUnused: boolean | number;
  /** Null if there is none. One that ended stays until the next refresh. */
  oldSecretHash: string | null;
  oldSecretEndsAt: string | number | null;
  oldSecretGrace: number | null;
  kind: string | null;
  access: string | null;
  projectId: number | null;
  project: string | null;
  repositories: string | null;
};

/** The login's only statement, without its parameter. */
export const ROBOT_LOGIN_SQL = `
    SELECT r."id", r."loginName", r."level", r."disabled", r."expiresAt", r."version", r."secretHash", r."allowedAddresses",
           r."secretFirstUsedAt" IS NULL AS "isSecretUnused",
           CASE WHEN r."oldSecretReplacedAt" = r."secretChangedAt" THEN r."oldSecretHash" END AS "oldSecretHash",
           r."oldSecretEndsAt", r."oldSecretGrace",
           g."kind", g."access", g."repositories", g."projectId", p."name" AS "project"
    FROM "Robot" r
    LEFT JOIN "RobotGrant" g ON g."robotId" = r."id"
    LEFT JOIN "Project" p ON p."id" = g."projectId"
    WHERE r."loginName" =`;

type Opened = { db: Db; reader: Reader<RobotLoginRow> };

const current = perProcess("db.login-reader", (): { opened: Opened | null } => ({ opened: null }));

function open(db: Db): Reader<RobotLoginRow> {
  const databaseUrl = addressOf(db);
  const reader = (databaseUrl.startsWith("file:") ? sqliteReader : postgresReader)<RobotLoginRow>(
    databaseUrl,
    ROBOT_LOGIN_SQL,
  );
  const opened = { db, reader };
  onDisconnect(async () => {
    if (current.opened === opened) current.opened = null;
    await reader.close();
  });
  current.opened = opened;
  return reader;
}

/**
 * A robot with its grants and their projects' names, one row per grant, never cached. Runs on every token request, so it
 * is one statement instead of the three of Prisma's `include`.
 */
export function robotLoginRows(loginName: string): RobotLoginRow[] | Promise<RobotLoginRow[]> {
  const db = getDb();
  const { opened } = current;
  const reader = opened?.db === db ? opened.reader : open(db);
  return reader.read(loginName);
}
