import {
  type Definitions,
  type LogRow,
  type Migration,
  nextStep,
  unsettled,
  wasApplied,
} from "@/prisma/migration-history";

/** A connection to a database that migrations are applied to. All but `transaction` is called inside of one. */
export type MigrationTarget = {
  /** Runs `work` in a transaction that no other process migrates in: all of it or, when it throws, nothing. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  rows(): Promise<LogRow[]>;
  runScript(script: string): Promise<void>;
  /** Writes that a migration is applied since now. */
  addRow(migration: Migration, startedAt: Date): Promise<void>;
  /** Makes the row of an interrupted migration say that it is applied, and forgets other attempts at it. */
  finishRow(row: LogRow): Promise<void>;
  /** Forgets the attempts at a migration that left nothing. */
  dropRows(name: string): Promise<void>;
  definitions(): Promise<Definitions>;
  /** What an empty database would hold after each of `scripts`; undoes everything. */
  definitionsAfter(scripts: readonly string[]): Promise<Definitions[]>;
};

/**
 * Applies what is missing, each migration and its row in one transaction: whenever the process ends, the log tells what
 * the database holds.
 * @returns the names of the migrations applied now, oldest first.
 */
export async function bringUpToDate(target: MigrationTarget, migrations: readonly Migration[]): Promise<string[]> {
  const applied: string[] = [];
  for (;;) {
    const done = await target.transaction(() => takeStep(target, migrations));
    if (!done) return applied;
    if (done.ran) applied.push(done.name);
  }
}

async function takeStep(target: MigrationTarget, migrations: readonly Migration[]) {
  const rows = await target.rows();
  const step = nextStep(migrations, rows);
  if (!step) return null;
  const { name } = step.migration;
  if (step.kind !== "apply") {
    if (step.kind === "finish" || (await hasItsChanges(target, migrations, rows, step.migration))) {
      if (step.row.checksum !== step.migration.checksum) throw unsettled(name);
      await target.finishRow(step.row);
      return { name, ran: false };
    }
    await target.dropRows(name);
  }
  const startedAt = new Date();
  await target.runScript(step.migration.script);
  await target.addRow(step.migration, startedAt);
  return { name, ran: true };
}

/** Whether the changes of an interrupted migration are in the database. Earlier versions wrote the log and the changes apart. */
async function hasItsChanges(
  target: MigrationTarget,
  migrations: readonly Migration[],
  rows: readonly LogRow[],
  migration: Migration,
): Promise<boolean> {
  const appliedNames = new Set(rows.filter(({ isApplied }) => isApplied).map(({ name }) => name));
  const earlier = migrations.filter(({ name }) => appliedNames.has(name)).map(({ script }) => script);
  const states = await target.definitionsAfter([...earlier, migration.script]);
  const answer = wasApplied(
    await target.definitions(),
    states.at(-2) ?? new Map<string, string>(),
    states.at(-1) ?? new Map<string, string>(),
  );
  if (answer === null) throw unsettled(migration.name);
  return answer;
}
