import {
  type Definitions,
  interruptedMessage,
  type LogRow,
  type Migration,
  nextStep,
  wasApplied,
} from "@/prisma/migration-history";

/** A database connection to apply migrations with. All methods except `transaction` run inside one. */
export type MigrationTarget = {
  /** Runs `work` in a transaction in which no other process migrates. Rolls back if it throws. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  rows(): Promise<LogRow[]>;
  runScript(script: string): Promise<void>;
  /** Records that a migration has been applied. */
  addRow(migration: Migration, startedAt: Date): Promise<void>;
  /** Marks an interrupted migration as applied and deletes the rows of its other attempts. */
  finishRow(row: LogRow): Promise<void>;
  /** Deletes the rows of attempts that left nothing. */
  dropRows(name: string): Promise<void>;
  definitions(): Promise<Definitions>;
  /** The definitions that an empty database has after each of `scripts`; everything is undone. */
  definitionsAfter(scripts: readonly string[]): Promise<Definitions[]>;
};

/**
 * Applies missing migrations, each in one transaction with its row: whenever the process ends, the table matches what
 * the database contains.
 * @returns the names of the migrations applied now, oldest first.
 */
export async function applyMissing(target: MigrationTarget, migrations: readonly Migration[]): Promise<string[]> {
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
      if (step.row.checksum !== step.migration.checksum) throw interruptedMessage(name);
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

/** Whether the changes of an interrupted migration were made. Earlier versions wrote the row and the changes separately. */
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
  if (answer === null) throw interruptedMessage(migration.name);
  return answer;
}
