import { setTimeout as sleep } from "node:timers/promises";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import {
  DriverAdapterError,
  type IsolationLevel,
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlResultSet,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import { fileFault, noticeDamage, rememberOpenFile, reportFileFault, sqlitePath } from "@/lib/db/sqlite-file";
import { metrics } from "@/lib/metrics";

/** How long a write waits for other processes that use the file. */
const BUSY_MS = 5000;
const BUSY_POLL_MS = 10;
const ADAPTER = { provider: "sqlite", adapterName: "@prisma/adapter-better-sqlite3" } as const;

/**
 * Retries `work` for up to five seconds while another connection has the database locked. SQLite's own busy_timeout
 * would block the whole process, including a lock holder in the same process.
 */
async function whenFree<T>(work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + BUSY_MS; ; await sleep(BUSY_POLL_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!isDriverAdapterError(error) || error.cause.kind !== "SocketTimeout" || Date.now() > deadline) throw error;
    }
  }
}

class Mutex {
  #tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    const began = performance.now();
    const previous = this.#tail;
    let release: () => void = () => {};
    this.#tail = new Promise((done) => {
      release = done;
    });
    await previous;
    metrics()?.writerWait.observe((performance.now() - began) / 1000);
    return release;
  }
}

/** Owns the writer connection until the transaction ends, even if COMMIT fails. */
class WriterTransaction implements Transaction {
  readonly provider = ADAPTER.provider;
  readonly adapterName = ADAPTER.adapterName;
  // Makes Prisma leave COMMIT and ROLLBACK to `commit()` and `rollback()`, which also release the writer.
  readonly options = { usePhantomQuery: true };
  #state: "open" | "lost" | "ended" = "open";

  constructor(
    private readonly path: string,
    private readonly writer: SqlDriverAdapter,
    private readonly release: () => void,
  ) {}

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return this.#run(() => this.writer.queryRaw(query));
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#run(() => this.writer.executeRaw(query));
  }

  async commit(): Promise<void> {
    if (this.#state === "ended") return;
    try {
      if (this.#state === "lost") throw closedError("SQLite rolled back the transaction after an earlier error.");
      await watched(this.path, async () => this.writer.executeScript("COMMIT"));
    } catch (error) {
      await this.#rollBack();
      throw error;
    } finally {
      this.#end();
    }
  }

  async rollback(): Promise<void> {
    if (this.#state === "ended") return;
    await this.#rollBack();
    this.#end();
  }

  createSavepoint(name: string): Promise<void> {
    return this.#run(() => this.writer.executeScript(`SAVEPOINT ${name}`));
  }

  rollbackToSavepoint(name: string): Promise<void> {
    return this.#run(() => this.writer.executeScript(`ROLLBACK TO ${name}`));
  }

  releaseSavepoint(name: string): Promise<void> {
    return this.#run(() => this.writer.executeScript(`RELEASE ${name}`));
  }

  async #run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#state !== "open") throw closedError("The transaction has ended.");
    try {
      return await watched(this.path, work);
    } catch (error) {
      await this.#noticeLoss();
      throw error;
    }
  }

  /** SQLite rolls back on its own after a full disk or an I/O error; later statements must not run in autocommit mode. */
  async #noticeLoss(): Promise<void> {
    if (!(await this.#succeeds("BEGIN"))) return;
    this.#state = "lost";
    await this.#rollBack();
  }

  async #rollBack(): Promise<void> {
    // It fails only when there is nothing left to roll back.
    await this.#succeeds("ROLLBACK");
  }

  async #succeeds(script: string): Promise<boolean> {
    try {
      await this.writer.executeScript(script);
      return true;
    } catch {
      return false;
    }
  }

  #end(): void {
    this.#state = "ended";
    this.release();
  }
}

function closedError(cause: string): DriverAdapterError {
  return new DriverAdapterError({ kind: "TransactionAlreadyClosed", cause });
}

/** Reads use one connection; everything else uses another under a mutex, so that no statement joins a foreign transaction. */
class SplitSqliteAdapter implements SqlDriverAdapter {
  readonly provider = ADAPTER.provider;
  readonly adapterName = ADAPTER.adapterName;
  readonly #mutex = new Mutex();

  constructor(
    private readonly path: string,
    private readonly writer: SqlDriverAdapter,
    private readonly reader: SqlDriverAdapter,
  ) {}

  queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    if (/^\s*SELECT\b/i.test(query.sql)) return watched(this.path, async () => this.reader.queryRaw(query));
    return this.#exclusively(async () => this.writer.queryRaw(query));
  }

  executeRaw(query: SqlQuery): Promise<number> {
    return this.#exclusively(async () => this.writer.executeRaw(query));
  }

  executeScript(script: string): Promise<void> {
    return this.#exclusively(async () => this.writer.executeScript(script));
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel && isolationLevel !== "SERIALIZABLE") {
      throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
    }
    const release = await this.#mutex.acquire();
    try {
      refuseLostFile(this.path);
      await watched(this.path, () => whenFree(async () => this.writer.executeScript("BEGIN IMMEDIATE")));
    } catch (error) {
      release();
      throw error;
    }
    return new WriterTransaction(this.path, this.writer, release);
  }

  async dispose(): Promise<void> {
    await this.reader.dispose();
    await this.writer.dispose();
  }

  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#mutex.acquire();
    try {
      refuseLostFile(this.path);
      return await watched(this.path, () => whenFree(work));
    } finally {
      release();
    }
  }
}

/** A write to a deleted or damaged file would succeed and then be lost. */
function refuseLostFile(path: string): void {
  const fault = fileFault(path);
  if (!fault) return;
  reportFileFault(path, fault);
  throw new DriverAdapterError({ kind: "DatabaseNotReachable" });
}

/** Records it when SQLite reports that the file is damaged. */
async function watched<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    noticeDamage(path, error);
    throw error;
  }
}

/**
 * Prisma's SQLite adapter, made safe for concurrent requests: a writer connection with a mutex and `BEGIN IMMEDIATE`, and
 * a read-only connection for reads outside transactions. The file must exist: only a migration may create it.
 */
export function sqliteAdapter(databaseUrl: string): SqlDriverAdapterFactory {
  const path = sqlitePath(databaseUrl);
  return {
    ...ADAPTER,
    async connect() {
      const fault = fileFault(path);
      if (fault === "is empty") refuseLostFile(path);
      const writer = await new PrismaBetterSqlite3({ url: path, timeout: 0, fileMustExist: true }).connect();
      // SQLite opens WAL connections with synchronous=NORMAL; FULL survives power loss. Only journal_mode is persistent.
      const pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;";
      await whenFree(async () => writer.executeScript(pragmas));
      const reader = await new PrismaBetterSqlite3({ url: path, timeout: BUSY_MS, readonly: true }).connect();
      await reader.executeScript("PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA schema_version;");
      rememberOpenFile(path);
      return new SplitSqliteAdapter(path, writer, reader);
    },
  };
}
