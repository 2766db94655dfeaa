import { X509Certificate } from "node:crypto";
import { getDb } from "@/lib/db/client";
import { countRobotsInSlices } from "@/lib/db/robot-counts";
import type { Task } from "@/lib/jobs/task";
import { type Metrics, metrics } from "@/lib/metrics";
import { keyRing } from "@/lib/registry/signing-keys";

const MINUTE_MS = 60_000;
const DAY_SECONDS = 86_400;
const WITHIN = { "1d": 1, "7d": 7, "30d": 30 } as const;
const LEVELS = ["project", "system"] as const;

/** Reads what the database knows, once a minute on every instance, so that a scrape never asks it. */
export const gaugesTask: Task = {
  name: "metrics",
  everyMs: MINUTE_MS,
  by: "each",
  run: async (signal) => {
    const measured = metrics();
    if (measured) await readGauges(measured, signal);
  },
};

export async function readGauges(measured: Metrics, signal: AbortSignal, now = new Date()): Promise<void> {
  await Promise.all([
    readRobots(measured, signal, now),
    readOutbox(measured),
    readTasks(measured),
    readCertificate(measured),
  ]);
}

async function readRobots({ robots, expiring, idle }: Metrics, signal: AbortSignal, now: Date): Promise<void> {
  const seconds = BigInt(Math.floor(now.getTime() / 1000));
  const live = { disabled: false, expiresAt: { gt: seconds } };
  const statuses = {
    active: live,
    expired: { disabled: false, expiresAt: { lte: seconds } },
    disabled: { disabled: true },
  };
  const byStatus = LEVELS.flatMap((level) =>
    Object.entries(statuses).map(([status, where]) => ({ labels: { level, status }, where: { level, ...where } })),
  );
  const soon = Object.entries(WITHIN).map(([within, days]) => ({
    within,
    where: { ...live, expiresAt: { gt: seconds, lte: seconds + BigInt(days * DAY_SECONDS) } },
  }));
  const unused = (await idleConditions(now)).map((where) => ({ AND: [live, where] }));
  const conditions = [...byStatus.map(({ where }) => where), ...soon.map(({ where }) => where), ...unused];
  const counts = await countRobotsInSlices(conditions, signal);
  if (!counts) return;
  for (const [index, { labels }] of byStatus.entries()) robots.set(labels, counts[index] ?? 0);
  for (const [index, { within }] of soon.entries()) expiring.set({ within }, counts[byStatus.length + index] ?? 0);
  idle.set(counts.slice(byStatus.length + soon.length).reduce((sum, count) => sum + count, 0));
}

/** One condition for each policy that marks robots idle. A project's own can only be stricter than the instance's. */
async function idleConditions(now: Date) {
  const policies = await getDb().policy.findMany({
    where: { idleDays: { not: null } },
    select: { projectId: true, idleDays: true },
  });
  const instance = policies.find(({ projectId }) => projectId === null)?.idleDays ?? Number.POSITIVE_INFINITY;
  const own = policies.flatMap(({ projectId }) => (projectId === null ? [] : [projectId]));
  return policies.map(({ projectId, idleDays }) => {
    const days = Math.min(instance, idleDays ?? instance);
    const lt = new Date(now.getTime() - days * DAY_SECONDS * 1000);
    const unused = { OR: [{ lastUsedAt: { lt } }, { lastUsedAt: null, createdAt: { lt } }] };
    const others = { OR: [{ projectId: null }, { projectId: { notIn: own } }] };
    return { AND: [projectId === null ? others : { projectId }, unused] };
  });
}

const KINDS = ["webhook", "mail", "reminder"];
/** "waiting" is a reminder for its receiver's next mail. */
const UNSENT = ["pending", "waiting"];

async function readOutbox({ outbox }: Metrics): Promise<void> {
  const waiting = await getDb().outbox.groupBy({ by: ["kind"], where: { state: { in: UNSENT } }, _count: true });
  for (const kind of KINDS) outbox.set({ kind }, waiting.find((group) => group.kind === kind)?._count ?? 0);
}

async function readTasks({ taskSuccess }: Metrics): Promise<void> {
  const where = { lastResult: "done" };
  for (const { name, lastEndedAt } of await getDb().task.findMany({ where, select: { name: true, lastEndedAt: true } }))
    if (lastEndedAt) taskSuccess.set({ task: name }, lastEndedAt.getTime() / 1000);
}

async function readCertificate({ certificateExpiry }: Metrics): Promise<void> {
  const { validTo } = new X509Certificate((await keyRing()).signing.certificatePem);
  certificateExpiry.set(Date.parse(validTo) / 1000);
}
