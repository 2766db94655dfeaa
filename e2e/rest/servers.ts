import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { startPostgres } from "@/testing/postgres";
import { startServer } from "../server";

/** A running console for these tests. */
export type RestServer = { database: string; url: string; databaseUrl: string };

declare module "vitest" {
  interface ProvidedContext {
    /** One console on each kind of database. */
    restServers: RestServer[];
    /** The same for the random requests only, whose databases must match their logs. */
    fuzzServers: RestServer[];
  }
}

/**
 * Starts one console on each kind of database for all test files, which create their own projects and people and may
 * change data without the console; and another one each whose data only requests change.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const settings = {
    AUTH_SECRET: randomBytes(32).toString("hex"),
    API_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: "warn",
    WEBHOOK_ALLOWED_HOSTS: "external, loopback",
  };
  const started: Awaited<ReturnType<typeof startServer>>[] = [];
  const stop = async () => {
    for (const server of started) await server.stop();
    await postgres.stop();
  };
  const pair = async (name: string): Promise<RestServer[]> => {
    await postgres.createDatabase(name);
    const sqlite = await startServer(settings);
    started.push(sqlite);
    const postgresql = await startServer({ ...settings, DATABASE_URL: postgres.url(name) });
    started.push(postgresql);
    return [
      { database: "SQLite", url: sqlite.url, databaseUrl: sqlite.databaseUrl },
      { database: "Postgres", url: postgresql.url, databaseUrl: postgresql.databaseUrl },
    ];
  };
  try {
    project.provide("restServers", await pair("rest"));
    project.provide("fuzzServers", await pair("fuzz"));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
