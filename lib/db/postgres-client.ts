import pg from "pg";
import { perProcess } from "@/lib/per-process";

/** SQLSTATE of a write on a standby or read-only server. */
const READ_ONLY = "25006";
/** Minimum age before renewal: while the server stays read-only, every failed write requests one. */
const RENEWAL_MS = 1_000;

const clients = perProcess("db.postgres-clients", () => new Set<PostgresClient>());

type Query = (...args: unknown[]) => unknown;

/**
 * A client that never crashes the process. Postgres can close a connection at any moment (57P01), even while pg-pool is
 * handing it out and has no error listener on it, so this one listens from the start. The caller's query still fails.
 */
export class PostgresClient extends pg.Client {
  readonly #openedAt = performance.now();
  #isOutdated = false;
  #pending = 0;
  #renewal: NodeJS.Timeout | undefined;

  constructor(config?: string | pg.ClientConfig) {
    super(config);
    clients.add(this);
    this.on("error", () => {});
    this.on("end", () => {
      clients.delete(this);
      clearTimeout(this.#renewal);
    });
    Object.assign(this, { query: this.#watched(this.query.bind(this) as Query) });
  }

  /** Closes the connection once no query or transaction uses it; a pool then opens another. */
  renew(): void {
    const age = performance.now() - this.#openedAt;
    if (age < RENEWAL_MS) {
      this.#renewal ??= setTimeout(() => this.renew(), RENEWAL_MS - age + 1).unref();
      return;
    }
    this.#isOutdated = true;
    // A pool only drops an idle client that fails.
    if (this.#isIdle()) this.connection.stream.destroy();
  }

  #isIdle(): boolean {
    return this.#pending === 0 && this.getTransactionStatus() === "I";
  }

  #watched(query: Query): Query {
    return (...args) => {
      this.#pending++;
      const callback = args.at(-1);
      if (typeof callback === "function") {
        const onResult = (error: unknown, result: unknown) => {
          this.#settled(error);
          callback(error, result);
        };
        return query(...args.slice(0, -1), onResult);
      }
      const result = query(...args);
      if (result instanceof Promise) {
        result.then(
          () => this.#settled(null),
          (error: unknown) => this.#settled(error),
        );
      }
      return result;
    };
  }

  #settled(error: unknown): void {
    this.#pending--;
    if (error instanceof Error) this.#notice(error);
    // Runs before the caller releases the client; the pool does not keep one that is ending.
    if (this.#isOutdated && this.#isIdle()) void this.end();
  }

  #notice(error: Error): void {
    // node-postgres keeps a connection after a query timeout: the ROLLBACK that follows and the next user of the
    // connection would each run into the timeout again.
    if (error.message === "Query read timeout") this.connection.stream.destroy();
    if ("code" in error && error.code === READ_ONLY) renewConnections();
  }
}

/**
 * Reopens every connection of this process. After a failover the old ones still lead to the former primary, which
 * answers reads but refuses writes.
 */
export function renewConnections(): void {
  for (const client of clients) client.renew();
}
