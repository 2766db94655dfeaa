import { addressOf, getDb } from "@/lib/db/client";
import { type Outage, outageIn, toAppError } from "@/lib/db/errors";
import { renewConnections } from "@/lib/db/postgres-client";
import { isFileSound } from "@/lib/db/sqlite-file";
import type { AppError } from "@/lib/errors";
import { perProcess } from "@/lib/per-process";

/** Anyone may request a probe, and each costs a write, so its result is shared for this long. */
const PROBE_MS = 1_000;
const PROBE_KEY = "readiness probe";

type Shared = {
  outage: Promise<AppError | null> | null;
  probe: { until: number; answer: Promise<Unreadiness | null> };
};
const shared = perProcess(
  "server.database-state",
  (): Shared => ({ outage: null, probe: { until: 0, answer: Promise.resolve(null) } }),
);

export type Unreadiness = Outage | "file" | "defect";

/** Whether the database answers a read within `limitMs`, and a SQLite file is sound. Never throws. */
export async function databaseAnswers(limitMs = 2_000): Promise<boolean> {
  return (await within(limitMs, readSetting(), "away")) === null && isStorageSound();
}

/**
 * Why the database can't serve: it doesn't answer a read within `limitMs`, or it rejects a write. A write that only has
 * to wait, such as behind a long transaction, doesn't count. Never throws.
 */
export async function databaseUnreadiness(limitMs = 2_000): Promise<Unreadiness | null> {
  const [reading, writing] = await Promise.all([
    within<Unreadiness | null>(limitMs, readSetting(), "away"),
    within(limitMs, probeWrite(), null),
  ]);
  return reading ?? writing ?? (isStorageSound() ? null : "file");
}

/** The error that a page would fail with now, or null. Concurrent callers share one query. */
export function databaseOutage(): Promise<AppError | null> {
  shared.outage ??= getDb().$queryRaw`SELECT 1`
    .then(() => null, outageError)
    .finally(() => {
      shared.outage = null;
    });
  return shared.outage;
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

function probeWrite(): Promise<Unreadiness | null> {
  if (performance.now() < shared.probe.until) return shared.probe.answer;
  const probe = { until: Number.POSITIVE_INFINITY, answer: writeSetting() };
  shared.probe = probe;
  void probe.answer.then(() => {
    probe.until = performance.now() + PROBE_MS;
  });
  return probe.answer;
}

async function writeSetting(): Promise<Unreadiness | null> {
  const data = { value: "", updatedAt: new Date() };
  const refusal = await getDb()
    .setting.upsert({ where: { key: PROBE_KEY }, create: { key: PROBE_KEY, ...data }, update: data })
    .then(() => null, unreadiness);
  // Reads alone would never notice that the primary has moved.
  if (refusal === "readOnly") renewConnections();
  return refusal === "away" ? null : refusal;
}

/** `toAppError` logs the cause of an outage. */
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

/** SQLite keeps answering from memory for a while after its file is deleted or damaged. */
function isStorageSound(): boolean {
  const databaseUrl = addressOf(getDb());
  return !databaseUrl.startsWith("file:") || isFileSound(databaseUrl);
}
