import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import pg from "pg";
import { PostgresClient } from "@/lib/db/postgres-client";
import { perProcess } from "@/lib/per-process";

/**
 * Timeouts in milliseconds. The server's fire first, so that the client's, which closes the connection, only fires when
 * the server doesn't respond at all.
 */
export const POOL = {
  application_name: "purser",
  max: 10,
  connectionTimeoutMillis: 5_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  lock_timeout: 4_000,
  statement_timeout: 5_000,
  query_timeout: 6_000,
  idle_in_transaction_session_timeout: 15_000,
};

const pools = perProcess("db.postgres-pools", () => new Set<pg.Pool>());

function kept(pool: pg.Pool): pg.Pool {
  pools.add(pool);
  return pool;
}

/** Connections in use; ended pools are forgotten. */
export function connectionsInUse(): number {
  for (const pool of pools) if (pool.ended) pools.delete(pool);
  return [...pools].reduce((sum, pool) => sum + pool.totalCount - pool.idleCount, 0);
}

/** Prisma's Postgres adapter with a pool that fails within seconds when the database isn't responding. */
export function postgresAdapter(databaseUrl: string): SqlDriverAdapterFactory {
  const config = { ...POOL, connectionString: databaseUrl, Client: PostgresClient };
  const adapterOf = () => new PrismaPg(kept(new pg.Pool(config)), { disposeExternalPool: true });
  const { provider, adapterName } = new PrismaPg(config);
  // A pool per connect(), because a client can be used again after it was disconnected.
  return { provider, adapterName, connect: () => adapterOf().connect() };
}
