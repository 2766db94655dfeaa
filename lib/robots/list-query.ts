import { epochSeconds, ROBOT_STATUSES, type RobotStatus } from "@/lib/access/expiry";
import { env } from "../env";
import { COUNT_TAKE, skipTake } from "../pagination";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { searchText } from "../text";
import type { RobotHome } from "./home";
import type { ListRobotsInput } from "./schema";

/** Starts with the columns that the lists' indexes start with. */
export function robotsOf(home: RobotHome): { projectId: number } | { level: string } {
  return home.kind === "project" ? { projectId: home.id } : { level: "system" };
}

function statusFilter(status: RobotStatus) {
  const now = BigInt(epochSeconds());
  if (status === "disabled") return { disabled: true };
  if (status === "expired") return { disabled: false, expiresAt: { lte: now } };
  return { disabled: false, expiresAt: { gt: now } };
}

function order({ sort, dir }: Pick<ListRobotsInput, "sort" | "dir">) {
  if (sort === "name") return [{ name: dir }, { id: dir }];
  if (sort === "expires") return [{ expiresAt: dir }, { id: dir }];
  if (sort === "lastUsed") return [{ lastUsedAt: lastUsedOrder(dir) }, { id: dir }];
  return [{ createdAt: dir }, { id: dir }];
}

/** Robots whose old secret still works. */
function twoSecrets() {
  const now = BigInt(epochSeconds());
  return { oldSecretEndsAt: { gt: now }, NOT: [{ disabled: true }, { expiresAt: { lte: now } }] };
}

type Narrowed = Pick<ListRobotsInput, "status" | "q">;

const nameFilter = (q: string) => (q.trim() ? { searchName: { contains: searchText(q.trim()) } } : {});

/** Matches nothing: the policy has no rule for the filter. */
const NOTHING = { id: { lt: 0 } };

function policyFilter(status: "idle" | "outside", policy: EffectivePolicy) {
  if (status === "outside") {
    const expiresAt = outsideExpiry(policy);
    return expiresAt ? { expiresAt } : NOTHING;
  }
  const before = idleBefore(policy);
  if (!before) return NOTHING;
  const past = { expiresAt: { lte: BigInt(epochSeconds()) } };
  const unused = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: before } }] };
  return { NOT: [{ disabled: true }, past], createdAt: { lt: before }, ...unused };
}

/**
 * Statuses are written as negations. With equalities, SQLite would collect and sort every robot of a status instead of
 * following the list's index to the first matches, which reads a thousand times less.
 */
export function robotFilter({ status, q }: Narrowed, policy: EffectivePolicy) {
  const now = BigInt(epochSeconds());
  if (!status) return nameFilter(q);
  if (status === "idle" || status === "outside") return { ...policyFilter(status, policy), ...nameFilter(q) };
  if (status === "twoSecrets") return { ...twoSecrets(), ...nameFilter(q) };
  if (status === "disabled") return { NOT: [{ disabled: false }], ...nameFilter(q) };
  const past = status === "active" ? { expiresAt: { lte: now } } : { expiresAt: { gt: now } };
  return { NOT: [{ disabled: true }, past], ...nameFilter(q) };
}

type CountOrder = { disabled?: "asc"; expiresAt?: "asc"; createdAt?: "asc"; id?: "asc" };
const BY_STATUS: CountOrder[] = [{ disabled: "asc" }, { expiresAt: "asc" }, { id: "asc" }];

/** A capped count. Prisma sorts the rows it counts, so the order names an index. */
export function robotCount<Among extends object>(among: Among, { status, q }: Narrowed, policy: EffectivePolicy) {
  const plain = ROBOT_STATUSES.find((one) => one === status && !q.trim());
  const byStatus = plain ? statusFilter(plain) : null;
  const where = { ...among, ...(byStatus ?? robotFilter({ status, q }, policy)) };
  const along: CountOrder = status === "outside" ? { expiresAt: "asc" } : { createdAt: "asc" };
  return { where, orderBy: byStatus ? BY_STATUS : [along, { id: "asc" as const }], take: COUNT_TAKE };
}

/** Never used sorts as the longest ago. SQLite does so by default, and there no index serves Prisma's NULLS clause. */
function lastUsedOrder(sort: "asc" | "desc") {
  if (env().DATABASE_PROVIDER === "sqlite") return sort;
  return { sort, nulls: sort === "desc" ? ("last" as const) : ("first" as const) };
}

export function robotPaging(input: ListRobotsInput) {
  return { orderBy: order(input), ...skipTake(input) };
}
