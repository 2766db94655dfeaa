import pg from "pg";
import { perProcess } from "@/lib/per-process";

/** SQLSTATE of a write that a standby, or a server set to read-only, refuses. */
const READ_ONLY = "25006";
/** How old a connection gets at least: while the server stays read-only, each refused write asks for a renewal. */
const RENEWAL_MS = 1_000;

const clients = perProcess("db.postgres-clients", () => new Set<PostgresClient>());

type Query = (...args: unknown[]) => unknown;

/**
 * A client that never ends the process. Postgres may end a connection at any moment (57P01), also in the one in which
 * pg-pool hands it out and has no listener on it: so it is listened to from its creation on. Whoever uses it hears of
 * the end from their query.
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

  /** Ends the connection as soon as no query or transaction needs it; a pool then opens another. */
  renew(): void {
    const age = performance.now() - this.#openedAt;
    if (age < RENEWAL_MS) {
      this.#renewal ??= setTimeout(() => this.renew(), RENEWAL_MS - age + 1).unref();
      return;
    }
    this.#isOutdated = true;
    // An idle client of a pool must fail for the pool to forget it.
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
        const told = (error: unknown, result: unknown) => {
          this.#settled(error);
          callback(error, result);
        };
        return query(...args.slice(0, -1), told);
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
    // Runs before the caller gives the client back: the pool does not keep one that is ending.
    if (this.#isOutdated && this.#isIdle()) void this.end();
  }

  #notice(error: Error): void {
    // node-postgres keeps a connection after a query on it timed out: the ROLLBACK that follows, and whoever gets the
    // connection next, would wait for the time-out again.
    if (error.message === "Query read timeout") this.connection.stream.destroy();
    if ("code" in error && error.code === READ_ONLY) renewConnections();
  }
}

/**
 * Has every connection of this process opened anew. After a failover the old ones still lead to the former primary,
 * where reads go on being answered and writes are refused.
 */
export function renewConnections(): void {
  for (const client of clients) client.renew();
}
