import { type Grant, isProjectName, storedGrant } from "@/lib/access/grants";
import { getDb } from "../db/client";
import { robotLoginRows } from "../db/robot-login";
import type { KeyAlgorithm } from "./keys";

/** What a login is decided by. The hash never leaves `lib/registry`. */
export type RobotLogin = {
  id: number;
  loginName: string;
  disabled: boolean;
  /** Unix epoch seconds; the largest safe integer for never. */
  expiresAt: number;
  secretHash: string;
  grants: Grant[];
};

/** Login names have at most 255 characters and no control characters, which Postgres could not even compare. */
const LOGIN_NAME = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** The robot behind a login name, read anew at each call: a refreshed secret or a disabled robot counts at once. */
export async function findRobotLogin(loginName: string): Promise<RobotLogin | null> {
  const rows = await robotLoginRows(LOGIN_NAME.test(loginName) ? loginName : "");
  const [robot] = rows;
  if (!robot) return null;
  return {
    id: robot.id,
    loginName: robot.loginName,
    disabled: Boolean(robot.disabled),
    expiresAt: Number(robot.expiresAt),
    secretHash: robot.secretHash,
    grants: rows.flatMap((row) => storedGrant(row) ?? []),
  };
}

/**
 * What grants are worth in these projects: one on every project is one on each of them that there is. Else a robot could
 * push to a project that does not exist yet, and whoever made it would have what is there. Asked only for robots that
 * hold such a grant, and anew each time.
 */
export async function inExistingProjects(grants: readonly Grant[], projects: readonly string[]): Promise<Grant[]> {
  const isWide = ({ kind, project }: Grant) => kind === "project" && project === null;
  const wide = grants.filter(isWide);
  const names = wide.length > 0 ? [...new Set(projects)].filter(isProjectName) : [];
  if (names.length === 0) return grants.filter((grant) => !isWide(grant));
  const found = await getDb().project.findMany({ where: { name: { in: names } }, select: { name: true } });
  const narrowed = wide.flatMap((grant) => found.map(({ name }) => ({ ...grant, project: name })));
  return [...grants.filter((grant) => !isWide(grant)), ...narrowed];
}

/** When the robot was last disabled, as the audit log tells; null when it does not. */
export async function disabledSince(robotId: number): Promise<Date | null> {
  const row = await getDb().auditEvent.findFirst({
    where: { robotId, action: "robot.disable", result: "success" },
    orderBy: { id: "desc" },
    select: { at: true },
  });
  return row?.at ?? null;
}

/** A key as it is stored, its private part encrypted; that is empty once the key is retired. */
export type StoredSigningKey = {
  kid: string;
  algorithm: string;
  slot: string | null;
  privateKeyEncrypted: string;
  certificatePem: string;
  publicJwk: string;
  createdAt: Date;
  activatedAt: Date | null;
  retiredAt: Date | null;
};

/** The keys in use or announced, and those retired after `since`, oldest first. */
export function findSigningKeys(since: Date): Promise<StoredSigningKey[]> {
  return getDb().signingKey.findMany({
    where: { OR: [{ slot: { not: null } }, { retiredAt: { gt: since } }] },
    orderBy: { id: "asc" },
    select: {
      kid: true,
      algorithm: true,
      slot: true,
      privateKeyEncrypted: true,
      certificatePem: true,
      publicJwk: true,
      createdAt: true,
      activatedAt: true,
      retiredAt: true,
    },
  });
}

/**
 * What a key is for: the one that signs, whatever its algorithm, or the one of an algorithm that will after the switch.
 * Without an algorithm it is how all of them begin.
 */
export const slotOf = (state: "active" | "announced", algorithm: KeyAlgorithm | "") => `${state}:${algorithm}`;
