import type { Actor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import { assertStill } from "@/lib/authority/still";
import { csvRecord } from "../activity/csv";
import { Slices } from "../audit/slices";
import { robotsById } from "../db/all-robots";
import { getDb } from "../db/client";
import type { RobotListFilter } from "../db/robot-list";
import { LISTED_COLUMN_NAMES, type ListedRow } from "../robots/robot";
import { type OverviewRobot, toOverviewRobot } from "./queries";
import type { AllFilter, ExportFormat } from "./schema";
import { allFilter, groupsOfPolicies, memberIdOf, type PolicyGroups } from "./scope";

/** Ids per slice: memory doesn't depend on how many robots there are, and other requests run in between. */
const SLICE = { first: 200, least: 100, most: 5_000 };

/** Neither a secret nor its hash: the columns read don't include them. */
function recordOf(robot: Omit<OverviewRobot, "logins">) {
  const { id, loginName, project, status, description, secrets } = robot;
  return {
    id,
    name: loginName,
    project,
    status: status === "active" ? "enabled" : status,
    contact: robot.contact,
    description,
    created_at: robot.createdAt.toISOString(),
    expires_at: robot.expiresAt === NEVER ? "never" : new Date(robot.expiresAt * 1000).toISOString(),
    last_used_at: robot.lastUsedAt?.toISOString() ?? null,
    last_used_address: robot.lastUsedAddress,
    secrets: secrets.old && secrets.old.endsAt * 1000 > Date.now() ? 2 : 1,
    idle: robot.idle,
    outside_policy: robot.outsidePolicy,
  };
}

type ExportRecord = ReturnType<typeof recordOf>;

const COLUMNS: readonly (keyof ExportRecord)[] = [
  ...(["id", "name", "project", "status", "contact", "description", "created_at", "expires_at"] as const),
  ...(["last_used_at", "last_used_address", "secrets", "idle", "outside_policy"] as const),
];

/**
 * Every robot that the actor may see and the filters match, by id, as CSV or as a JSON list, in pieces. Robots created
 * after the start are not included. Queries stop when the reader does, or when the actor may no longer read.
 */
export async function exportRobots(
  actor: Actor,
  input: AllFilter,
  format: ExportFormat,
): Promise<AsyncGenerator<string, void>> {
  const groups = await groupsOfPolicies();
  const last = (await getDb().robot.findFirst({ orderBy: { id: "desc" }, select: { id: true } }))?.id ?? 0;
  const records = slicesOf(actor, groups, allFilter(input, groups), last);
  return format === "csv" ? csv(records) : json(records);
}

async function* slicesOf(
  actor: Actor,
  groups: PolicyGroups,
  filter: RobotListFilter | null,
  last: number,
): AsyncGenerator<ExportRecord[], void> {
  if (!filter) return;
  const slices = new Slices(SLICE);
  for (let after = 0; after < last; ) {
    const until = Math.min(after + slices.rows, last);
    const query = { filter, columns: LISTED_COLUMN_NAMES, after, until };
    await assertStill(actor);
    const rows = await slices.run(() => robotsById<ListedRow>(memberIdOf(actor), query));
    yield rows.map((row) => recordOf(toOverviewRobot(actor, row, groups)));
    after = until;
  }
}

async function* csv(slices: AsyncGenerator<ExportRecord[], void>): AsyncGenerator<string, void> {
  yield csvRecord([...COLUMNS]);
  for await (const records of slices)
    if (records.length > 0) yield records.map((record) => csvRecord(COLUMNS.map((key) => cell(record[key])))).join("");
}

const cell = (value: ExportRecord[keyof ExportRecord]) => (typeof value === "boolean" ? (value ? "yes" : "no") : value);

async function* json(slices: AsyncGenerator<ExportRecord[], void>): AsyncGenerator<string, void> {
  let separator = "[\n";
  for await (const records of slices)
    for (const record of records) {
      yield `${separator}${JSON.stringify(record)}`;
      separator = ",\n";
    }
  yield separator === "[\n" ? "[]\n" : "\n]\n";
}
