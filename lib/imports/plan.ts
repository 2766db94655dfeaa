import { epochSeconds, toStoredExpiry } from "@/lib/access/expiry";
import { isProjectName } from "@/lib/access/grants";
import { getDb } from "../db/client";
import type { Tx } from "../db/transaction";
import { outsideExpiry } from "../policies/permissions";
import { policyOf } from "../policies/queries";
import type { Entry, Found, MemberEntry, ProjectEntry, RobotEntry } from "./entries";
import { ReportBuilder } from "./report";
import type { ImportReport, ImportSource } from "./schema";

/** Entries per transaction. */
export const BATCH_SIZE = 100;
const MAX_ID = 2_147_483_647;
const NO_PROJECT_NAME = "A project’s name can’t have this form here.";

type Context = { source: ImportSource; wantsIds: boolean; canLearn: boolean };

/** What applying an import will do, with the entries in batches. */
export type Plan = { report: ImportReport; batches: string[]; maxId: number; prefix: string | null };

/** Reads a whole file and compares it with what is here. Changes nothing. */
export async function planImport(found: AsyncIterable<Found>, context: Context): Promise<Plan> {
  const report = new ReportBuilder();
  const first: (ProjectEntry | MemberEntry)[] = [];
  const here = new Set((await getDb().project.findMany({ select: { name: true } })).map(({ name }) => name));
  const robots = new RobotBatches(report, context, here);
  for await (const one of found) {
    if (one.kind === "cannot move") report.cannotMove(one.name, one.reason);
    else if (one.kind === "not moved") report.notMoved(one.name, one.reason);
    else if (one.kind === "right") report.right(one.from, one.to);
    else if (one.kind === "robot") await robots.add(one);
    else if (one.kind === "project" && !isProjectName(one.name)) report.notMoved(one.name, NO_PROJECT_NAME);
    else first.push(one);
  }
  await robots.flush();
  const kept = await planFirst(report, first, here);
  const keepsIds = context.wantsIds && robots.ids.isWhole && (await hasNeverHadRobots());
  const batches = [...chunks(kept).map((chunk) => JSON.stringify(chunk)), ...robots.batches];
  return { report: report.finish(keepsIds), batches, maxId: keepsIds ? robots.ids.max : 0, prefix: robots.prefix };
}

function chunks(entries: readonly Entry[]): Entry[][] {
  const count = Math.ceil(entries.length / BATCH_SIZE);
  return Array.from({ length: count }, (_, index) => entries.slice(index * BATCH_SIZE, (index + 1) * BATCH_SIZE));
}

async function hasNeverHadRobots(): Promise<boolean> {
  if (await getDb().robot.findFirst({ select: { id: true } })) return false;
  return (await getDb().auditEvent.findFirst({ where: { robotId: { not: null } }, select: { id: true } })) === null;
}

/** Projects before their members, and both before robots. */
async function planFirst(
  report: ReportBuilder,
  found: readonly (ProjectEntry | MemberEntry)[],
  here: ReadonlySet<string>,
): Promise<Entry[]> {
  const projects = new Map(found.flatMap((one) => (one.kind === "project" ? [[one.name, one] as const] : [])));
  const members = found.filter((one) => one.kind === "member");
  const people = await getDb().user.findMany({ select: { username: true } });
  const usernames = new Set(people.map(({ username }) => username));
  report.projects.total = projects.size;
  report.projects.new = [...projects.keys()].filter((name) => !here.has(name)).length;
  report.members.total = members.length;
  const known = members.filter((member) => {
    if (usernames.has(member.username)) return true;
    report.notMoved(
      `${member.username} in ${member.project}`,
      "No one here has this username. Create the person first.",
    );
    return false;
  });
  const existing = await getDb().member.findMany({
    select: { project: { select: { name: true } }, user: { select: { username: true } } },
  });
  const memberKeys = new Set(existing.map(({ project, user }) => `${project.name} ${user.username}`));
  const fresh = known.filter(({ project, username }) => !memberKeys.has(`${project} ${username}`));
  report.members.new = fresh.length;
  for (const { project, username, role } of fresh) if (here.has(project)) report.memberHere(username, project, role);
  return [...projects.values(), ...known];
}

class RobotBatches {
  readonly batches: string[] = [];
  readonly ids = { max: 0, isWhole: true };
  readonly #ids = new Set<number>();
  /** What login names start with. A registry has one prefix. */
  prefix: string | null = null;
  readonly #seen = new Set<string>();
  #waiting: RobotEntry[] = [];
  #allowed: { gt: bigint; lte: bigint } | null | undefined;

  constructor(
    readonly report: ReportBuilder,
    readonly context: Context,
    readonly here: ReadonlySet<string>,
  ) {}

  async add(entry: RobotEntry): Promise<void> {
    if (entry.home !== null && !isProjectName(entry.home))
      return this.report.cannotMove(entry.loginName, NO_PROJECT_NAME);
    if (this.#seen.has(entry.loginName))
      return this.report.cannotMove(entry.loginName, "The file lists it more than once.");
    this.#seen.add(entry.loginName);
    if (entry.stored === null && !this.context.canLearn)
      return this.report.cannotMove(
        entry.loginName,
        "The file has no secret for it. Name the old registry to check it at its first login.",
      );
    this.report.robot(entry.loginName);
    this.prefix ??= entry.prefix === "" ? null : entry.prefix;
    this.#waiting.push(entry);
    if (this.#waiting.length === BATCH_SIZE) await this.flush();
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length === 0) return;
    const taken = await takenNames(getDb(), waiting, this.context.source);
    const policy = this.#allowed === undefined ? outsideExpiry(await policyOf(null)) : this.#allowed;
    this.#allowed = policy;
    const planned = waiting.filter((entry) => {
      const reason = taken.get(entry.loginName);
      if (reason === HERE) this.report.robots.already_here += 1;
      else if (reason !== undefined) this.report.conflict(entry.loginName, reason);
      return reason === undefined;
    });
    for (const entry of planned) this.#count(entry);
    if (planned.length > 0) this.batches.push(JSON.stringify(planned));
  }

  #count(entry: RobotEntry): void {
    this.report.robots.new += 1;
    if (entry.stored === null) this.report.robots.learned_later += 1;
    const id = Number(entry.importedId);
    if (!Number.isInteger(id) || id < 1 || id > MAX_ID || this.#ids.has(id)) this.ids.isWhole = false;
    else this.ids.max = Math.max(this.ids.max, id);
    this.#ids.add(id);
    for (const grant of entry.grants)
      if (grant.kind === "system") this.report.robotHere("The instance");
      else if (grant.project === null) this.report.robotHere("Every project");
      else if (this.here.has(grant.project)) this.report.robotHere(grant.project);
    if (entry.grants.length === 0)
      this.report.disabled(entry.loginName, "None of its permissions can be expressed here.");
    const expiresAt = toStoredExpiry(entry.expiresAt);
    const isPast = entry.expiresAt !== -1 && entry.expiresAt <= epochSeconds();
    if (this.#allowed && !isPast && expiresAt > this.#allowed.gt && expiresAt <= this.#allowed.lte)
      this.report.outside(entry.loginName);
  }
}

const HERE = "here";

/** Why login names can't be used: they are here already, from the same source or otherwise. */
export async function takenNames(
  db: Pick<Tx, "robot" | "user">,
  entries: readonly RobotEntry[],
  source: ImportSource,
): Promise<Map<string, string>> {
  const names = entries.map(({ loginName }) => loginName);
  const robots = await db.robot.findMany({
    where: { loginName: { in: names } },
    select: { loginName: true, importedFrom: true, importedId: true },
  });
  // People may type their username in capitals.
  const lower = names.map((name) => name.toLowerCase());
  const people = await db.user.findMany({ where: { username: { in: lower } }, select: { username: true } });
  const usernames = new Set(people.map(({ username }) => username));
  const ids = new Map(entries.map(({ loginName, importedId }) => [loginName, importedId]));
  const isSame = (robot: (typeof robots)[number]) =>
    robot.importedFrom === source && robot.importedId === (ids.get(robot.loginName) ?? null);
  return new Map([
    ...names.flatMap((name) =>
      usernames.has(name.toLowerCase()) ? [[name, "A person has this username."] as const] : [],
    ),
    ...robots.map((robot) => [robot.loginName, isSame(robot) ? HERE : "A robot account has this name."] as const),
  ]);
}
