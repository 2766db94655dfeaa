import { epochSeconds, fromStoredExpiry } from "@/lib/access/expiry";
import { getDb } from "../db/client";
import { type Tx, withTransaction } from "../db/transaction";
import { env } from "../env";
import { keyOf, unlessTold } from "../events/record";
import { inDays } from "../webhooks/sentence";
import { type LetterSection, letterOf } from "./letter";
import { peopleOf } from "./people";
import { allRules } from "./stored";
import type { WaitingReminder } from "./to-mail";

const MAX_LINES = 100;
/** Waiting reminders of one receiver that one mail takes. */
const MAX_TAKEN = 2000;

/** Puts one mail per receiver with waiting reminders into the outbox, at most one a day. */
export async function writeDigests(now: Date, signal: AbortSignal): Promise<void> {
  const waiting = await getDb().outbox.groupBy({ by: ["receiver"], where: { kind: "reminder", state: "waiting" } });
  for (const { receiver } of waiting) {
    if (signal.aborted) return;
    if (receiver !== null) await unlessTold(() => withTransaction((tx) => writeDigest(tx, receiver, now)));
  }
}

async function writeDigest(tx: Tx, receiver: string, now: Date): Promise<void> {
  const rows = await tx.outbox.findMany({
    where: { receiver, kind: "reminder", state: "waiting" },
    orderBy: { id: "asc" },
    take: MAX_TAKEN,
    select: { id: true, payload: true },
  });
  const reminders = rows.map(({ payload }) => JSON.parse(payload) as WaitingReminder);
  const robots = await currentRobots(tx, receiver, reminders);
  if (robots.length > 0) {
    const day = now.toISOString().slice(0, 10);
    const key = `digest ${day} ${receiver}`;
    const eventKey = keyOf("digest", day, receiver);
    const payload = JSON.stringify(digestOf(robots, now));
    const row = { kind: "mail", key, eventKey, eventType: "robot.expiring", receiver, payload, nextAt: now };
    await tx.outbox.create({ data: row, select: { id: true } });
  }
  const ids = rows.map(({ id }) => id);
  await tx.outbox.updateMany({ where: { id: { in: ids } }, data: { state: "sent", endedAt: now } });
}

export type DigestRobot = {
  id: number;
  loginName: string;
  project: string | null;
  expiresAt: number;
  lastUsedAt: Date | null;
  isIdle: boolean;
};

/**
 * Those that the reminders are still true of, neither deleted nor disabled nor extended since, and that still concern the
 * receiver, who may have left the project or turned such mail off.
 */
async function currentRobots(tx: Tx, receiver: string, reminders: readonly WaitingReminder[]): Promise<DigestRobot[]> {
  const rows = await tx.robot.findMany({
    where: { id: { in: [...new Set(reminders.map(({ robotId }) => robotId))] }, disabled: false },
    select: {
      ...{ id: true, loginName: true, expiresAt: true, lastUsedAt: true, contact: true, projectId: true },
      project: { select: { name: true } },
    },
  });
  const homes = new Set(rows.map(({ projectId }) => projectId));
  const concerned = await homesOf(tx, receiver, homes);
  return rows.flatMap(({ project, contact, projectId, expiresAt: stored, ...robot }) => {
    if (contact.toLowerCase() !== receiver && !concerned.has(projectId)) return [];
    const expiresAt = fromStoredExpiry(stored);
    const own = reminders.filter(({ robotId, expiresAt: told }) => robotId === robot.id && told === expiresAt);
    if (own.length === 0) return [];
    return [
      { ...robot, expiresAt, project: project?.name ?? null, isIdle: own.every(({ type }) => type === "robot.idle") },
    ];
  });
}

/** The homes whose robots concern an address; null is the instance. */
async function homesOf(tx: Tx, receiver: string, homes: ReadonlySet<number | null>): Promise<Set<number | null>> {
  const rules = await allRules(tx);
  const concerned = new Set<number | null>();
  for (const home of homes) {
    const addresses = [...(await peopleOf(tx, home, "mailReminders")), ...rules.of(home).addresses];
    if (addresses.some((address) => address.toLowerCase() === receiver)) concerned.add(home);
  }
  return concerned;
}

/** By project, worst first. */
export function digestOf(robots: readonly DigestRobot[], now: Date) {
  const worst = [...robots].sort((one, other) => rank(one) - rank(other));
  const shown = worst.slice(0, MAX_LINES);
  const homes = [...new Set(shown.map(({ project }) => project))];
  const sections: LetterSection[] = homes.map((home) => ({
    heading: home === null ? "System robot accounts" : `Project ${home}`,
    lines: shown.filter(({ project }) => project === home).map((robot) => lineOf(robot, now)),
  }));
  const left = worst.length - shown.length;
  return letterOf(subjectOf(robots, now), sections, left > 0 ? `And ${left} more.` : null);
}

const rank = ({ isIdle, expiresAt }: DigestRobot) => (isIdle ? Number.MAX_SAFE_INTEGER : expiresAt);

function subjectOf(robots: readonly DigestRobot[], now: Date): string {
  const ending = robots.filter(({ isIdle }) => !isIdle);
  const [only] = robots;
  if (robots.length === 1 && only)
    return only.isIdle
      ? `${only.loginName} hasn’t been used for a long time`
      : `${only.loginName} ${endText(only, now)}`;
  if (ending.length === 0) return `${robots.length} robot accounts haven’t been used for a long time`;
  return `${ending.length} ${ending.length === 1 ? "robot account expires" : "robot accounts expire"} soon`;
}

function endText({ expiresAt }: DigestRobot, now: Date): string {
  if (expiresAt <= epochSeconds(now)) return "has expired";
  return `expires ${inDays(expiresAt, now.getTime())}`;
}

function lineOf(robot: DigestRobot, now: Date) {
  const used = robot.lastUsedAt ? `last used ${robot.lastUsedAt.toISOString().slice(0, 10)}` : "never used";
  const day = robot.expiresAt === -1 ? "never" : new Date(robot.expiresAt * 1000).toISOString().slice(0, 10);
  const what = robot.isIdle ? "is idle" : `${endText(robot, now)} (${day})`;
  const home = robot.project === null ? "" : `/projects/${encodeURIComponent(robot.project)}`;
  const href = `${env().PUBLIC_URL}${home}/robots/${robot.id}?refresh`;
  return {
    text: `${robot.loginName} ${what}, ${used}`,
    link: { text: "Refresh the secret or extend the expiry", href },
  };
}
