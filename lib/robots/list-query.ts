import { epochSeconds, type RobotStatus } from "@/lib/access/expiry";
import { env } from "../env";
import { COUNT_TAKE, skipTake } from "../pagination";
import { type EffectivePolicy, idleBefore, outsideExpiry } from "../policies/permissions";
import { searchText } from "../text";
import type { RobotHome } from "./home";
import type { ListRobotsInput } from "./schema";

/** The database's condition for the robots of a home, as the lists' indexes begin. */
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

type Narrowed = Pick<ListRobotsInput, "status" | "q">;

const nameFilter = (q: string) => (q.trim() ? { searchName: { contains: searchText(q.trim()) } } : {});

/** No robot: what a filter finds that the policy has no rule for. */
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
 * The database's condition for what a list asks of robots under a policy. Said as what they are not: SQLite would
 * otherwise gather all of a status and sort them, where following the list's order to the first few that fit is a
 * thousand times less.
 */
export function robotFilter({ status, q }: Narrowed, policy: EffectivePolicy) {
  const now = BigInt(epochSeconds());
  if (!status) return nameFilter(q);
  if (status === "idle" || status === "outside") return { ...policyFilter(status, policy), ...nameFilter(q) };
  if (status === "disabled") return { NOT: [{ disabled: false }], ...nameFilter(q) };
  const past = status === "active" ? { expiresAt: { lte: now } } : { expiresAt: { gt: now } };
  return { NOT: [{ disabled: true }, past], ...nameFilter(q) };
}

type CountOrder = { disabled?: "asc"; expiresAt?: "asc"; createdAt?: "asc"; id?: "asc" };
const BY_STATUS: CountOrder[] = [{ disabled: "asc" }, { expiresAt: "asc" }, { id: "asc" }];

/** How to count what a list asks of robots, capped. Prisma orders what it counts: along the index of statuses, then. */
export function robotCount<Among extends object>(among: Among, { status, q }: Narrowed, policy: EffectivePolicy) {
  const isPlain = status !== null && status !== "idle" && status !== "outside" && !q.trim();
  const byStatus = isPlain ? statusFilter(status) : null;
  const where = { ...among, ...(byStatus ?? robotFilter({ status, q }, policy)) };
  const along: CountOrder = status === "outside" ? { expiresAt: "asc" } : { createdAt: "asc" };
  return { where, orderBy: byStatus ? BY_STATUS : [along, { id: "asc" as const }], take: COUNT_TAKE };
}

/** "Never" is the longest ago. SQLite has it so by itself, and Prisma would say it there in a way that no index serves. */
function lastUsedOrder(sort: "asc" | "desc") {
  if (env().DATABASE_PROVIDER === "sqlite") return sort;
  return { sort, nulls: sort === "desc" ? ("last" as const) : ("first" as const) };
}

/** The database's order and cut for one page of a list. */
export function robotPaging(input: ListRobotsInput) {
  return { orderBy: order(input), ...skipTake(input) };
}
