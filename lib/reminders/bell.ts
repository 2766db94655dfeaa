import type { Actor } from "@/lib/access/caller";
import { epochSeconds, SOON_SECONDS, STORED_NEVER } from "@/lib/access/expiry";
import { getDb } from "../db/client";
import { type EventData, type EventType, isEventType } from "../events/schema";
import { sentenceOf } from "../webhooks/sentence";

const DAY_MS = 86_400_000;
const SHOWN_DAYS = 30;
const SHOWN = 20;
const TYPES: readonly EventType[] = [
  "robot.expiring",
  "robot.expired",
  "robot.idle",
  "robot.secret.ending",
  "robot.secret.reused",
  "robot.secret.leaked",
  "endpoint.disabled",
];
/** No longer true once the robot's expiry is another one. */
const ABOUT_EXPIRY: readonly string[] = ["robot.expiring", "robot.expired"];

export type NoticeDto = { id: number; type: string; text: string; href: string; at: string };
export type Bell = { notices: NoticeDto[]; unseen: number };

/** What concerns a person: in projects that they administer and, for system admins, on the instance. Newest first. */
export async function getBell(actor: Actor): Promise<Bell> {
  const db = getDb();
  const [own, seen] = await Promise.all([
    db.member.findMany({ where: { userId: actor.id, role: "admin" }, select: { projectId: true } }),
    db.personNotices.findUnique({ where: { userId: actor.id }, select: { seenEventId: true } }),
  ]);
  const mine = { projectId: { in: own.map(({ projectId }) => projectId) } };
  const rows = await db.event.findMany({
    where: {
      type: { in: [...TYPES] },
      at: { gte: new Date(Date.now() - SHOWN_DAYS * DAY_MS) },
      OR: actor.isAdmin ? [mine, { projectId: null }] : [mine],
    },
    orderBy: { id: "desc" },
    take: SHOWN * 5,
  });
  const current = await currentExpiries(rows.flatMap(({ robotId }) => robotId ?? []));
  const notices: NoticeDto[] = [];
  const told = new Set<string>();
  for (const { id, type, at, data: stored, robotId } of rows) {
    const data = JSON.parse(stored) as EventData;
    if (!isEventType(type) || isOver(type, data, robotId === null ? undefined : current.get(robotId))) continue;
    // Of one robot's reminders, the nearest is enough.
    const about = ABOUT_EXPIRY.includes(type) ? `expiry ${robotId}` : `event ${id}`;
    if (told.has(about)) continue;
    told.add(about);
    notices.push({ id, type, text: sentenceOf(type, data), href: data.url, at: at.toISOString() });
  }
  const seenId = seen?.seenEventId ?? 0;
  return { notices: notices.slice(0, SHOWN), unseen: notices.filter(({ id }) => id > seenId).length };
}

type Current = { expiresAt: bigint; disabled: boolean; oldSecretEndsAt: bigint | null };

async function currentExpiries(ids: number[]): Promise<Map<number, Current>> {
  const where = { id: { in: [...new Set(ids)] } };
  const rows = await getDb().robot.findMany({
    where,
    select: { id: true, expiresAt: true, disabled: true, oldSecretEndsAt: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether a notice doesn't tell how things are: its robot was deleted, disabled or extended, or has long to go. */
function isOver(type: EventType, { robot, changes }: EventData, now: Current | undefined): boolean {
  if (!robot) return false;
  if (!now || now.disabled) return type !== "robot.secret.leaked";
  if (type === "robot.secret.ending") return !isEnding(now, changes?.endsAt);
  if (!ABOUT_EXPIRY.includes(type)) return false;
  const left = Number(now.expiresAt) - epochSeconds();
  // "Soon" is what it is in lists of projects and robots; mail may come earlier.
  return now.expiresAt === STORED_NEVER || Number(now.expiresAt) !== robot.expires_at || left >= SOON_SECONDS;
}

const isEnding = ({ oldSecretEndsAt }: Current, told: unknown) =>
  oldSecretEndsAt !== null && Number(oldSecretEndsAt) === told && told > epochSeconds();

/** Notes that a person has seen the notices up to this one. */
export async function markSeen(actor: Actor, { id }: { id: number }): Promise<void> {
  const where = { userId: actor.id };
  await getDb().personNotices.upsert({ where, create: { ...where, seenEventId: id }, update: { seenEventId: id } });
}
