import { randomBytes } from "node:crypto";
import type { TestProject } from "vitest/node";
import { startPostgres } from "@/prisma/testing/postgres";
import { startServer } from "../server";

/** A running console of these tests. */
export type RestServer = { database: string; url: string; databaseUrl: string };

declare module "vitest" {
  interface ProvidedContext {
    /** One console on each kind of database. */
    restServers: RestServer[];
  }
}

/** Starts one console on each kind of database for all test files: they make projects and people of their own. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const postgres = await startPostgres();
  const settings = {
    AUTH_SECRET: randomBytes(32).toString("hex"),
    API_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: "warn",
  };
  const started: Awaited<ReturnType<typeof startServer>>[] = [];
  const stop = async () => {
    for (const server of started) await server.stop();
    await postgres.stop();
  };
  try {
    await postgres.createDatabase("rest");
    started.push(await startServer(settings));
    started.push(await startServer({ ...settings, DATABASE_URL: postgres.url("rest") }));
  } catch (error) {
    await stop();
    throw error;
  }
  const servers = started.map(({ url, databaseUrl }) => ({
    ...{ url, databaseUrl },
    database: databaseUrl.startsWith("file:") ? "SQLite" : "Postgres",
  }));
  project.provide("restServers", servers);
  return stop;
}
