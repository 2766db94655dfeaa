import { getDb } from "../db/client";
import { type RobotLoginRow, robotLoginRows } from "../db/robot-login";
import type { Grant } from "../robots/grants";
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
    grants: rows.flatMap((row) => grantOf(row) ?? []),
  };
}

/** A project robot's grants are on projects by name, whatever its rows say. */
function grantOf({ kind, access, projectId, project, level }: RobotLoginRow): Grant | null {
  if (access === null || (kind !== "project" && kind !== "system")) return null;
  const isWide = kind === "system" || projectId === null;
  if (isWide ? level !== "system" : project === null) return null;
  return { kind, project: isWide ? null : project, access: access.split(" ") };
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

/** The client for counters of wrong tries, which every instance shares. */
export function counterStore(): object {
  return getDb();
}
