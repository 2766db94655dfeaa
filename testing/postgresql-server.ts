import type { TestProject } from "vitest/node";
import { migrate } from "@/prisma/migrate";
import { startPostgres } from "./postgres";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of a database on the server that has the migrated template. */
    postgres: { adminUrl: string; template: string };
  }
}

/** Starts one Postgres for all test files and migrates a template for them to copy. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres();
  const template = "purser_template";
  try {
    await server.createDatabase(template);
    await migrate(server.url(template));
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("postgres", { adminUrl: server.url("postgres"), template });
  return () => server.stop();
}
