import { addressOf, getDb } from "@/lib/db/client";
import { type Outage, outageIn, toAppError } from "@/lib/db/errors";
import { renewConnections } from "@/lib/db/postgres-client";
import { isFileSound } from "@/lib/db/sqlite-file";
import type { AppError } from "@/lib/errors";

/** How long one probe serves everybody: anybody may ask for it, and each costs a write. */
const PROBE_MS = 1_000;
const PROBE_KEY = "readiness probe";

/** Why the database cannot serve. */
export type Unreadiness = Outage | "file" | "defect";

/** Whether the database answers a read within `limitMs`, and a SQLite file is sound. Never throws. */
export async function databaseAnswers(limitMs = 2_000): Promise<boolean> {
  return (await within(limitMs, readSetting(), "away")) === null && isStorageSound();
}

/**
 * What keeps the database from serving: it does not answer a read within `limitMs`, or it refuses a write. A write that
 * only has to wait, as behind a long transaction, is no reason. Never throws.
 */
export async function databaseUnreadiness(limitMs = 2_000): Promise<Unreadiness | null> {
  const [reading, writing] = await Promise.all([
    within<Unreadiness | null>(limitMs, readSetting(), "away"),
    within(limitMs, probeWrite(), null),
  ]);
  return reading ?? writing ?? (isStorageSound() ? null : "file");
}

let asking: Promise<AppError | null> | null = null;

/** Why a page could not be made just now, or null. Those who ask at the same time share one question. */
export function databaseOutage(): Promise<AppError | null> {
  asking ??= getDb().$queryRaw`SELECT 1`
    .then(() => null, outageError)
    .finally(() => {
      asking = null;
    });
  return asking;
}

function outageError(error: unknown): AppError | null {
  const known = toAppError(error);
  return known?.code === "UNAVAILABLE" ? known : null;
}

function readSetting(): Promise<Unreadiness | null> {
  return getDb()
    .setting.findFirst({ select: { key: true } })
    .then(() => null, unreadiness);
}

let probe: { until: number; answer: Promise<Unreadiness | null> } = { until: 0, answer: Promise.resolve(null) };

function probeWrite(): Promise<Unreadiness | null> {
  if (performance.now() < probe.until) return probe.answer;
  const begun = { until: Number.POSITIVE_INFINITY, answer: writeSetting() };
  probe = begun;
  void begun.answer.then(() => {
    begun.until = performance.now() + PROBE_MS;
  });
  return begun.answer;
}

async function writeSetting(): Promise<Unreadiness | null> {
  const data = { value: "", updatedAt: new Date() };
  const refusal = await getDb()
    .setting.upsert({ where: { key: PROBE_KEY }, create: { key: PROBE_KEY, ...data }, update: data })
    .then(() => null, unreadiness);
  // Only readers might come by, and none of them would notice that the primary is elsewhere by now.
  if (refusal === "readOnly") renewConnections();
  return refusal === "away" ? null : refusal;
}

/** Logs an outage's cause on the way. */
function unreadiness(error: unknown): Unreadiness {
  toAppError(error);
  return outageIn(error) ?? "defect";
}

async function within<T>(limitMs: number, work: Promise<T>, late: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, limitMs, late);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** SQLite answers from memory for a while after its file is gone or damaged. */
function isStorageSound(): boolean {
  const databaseUrl = addressOf(getDb());
  return !databaseUrl.startsWith("file:") || isFileSound(databaseUrl);
}
