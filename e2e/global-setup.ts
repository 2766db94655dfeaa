import { randomBytes } from "node:crypto";
import type { FullConfig } from "@playwright/test";
import { startPostgres } from "../testing/postgres";
import { startServer } from "./server";

/** Starts the console on the run's database. @returns a function that stops everything */
export default async function globalSetup(config: FullConfig): Promise<() => Promise<void>> {
  const postgres = config.metadata.provider === "postgresql" ? await startPostgres() : null;
  const authSecret = randomBytes(32).toString("hex");
  try {
    await postgres?.createDatabase("e2e");
    const server = await startServer({
      AUTH_SECRET: authSecret,
      REGISTRY_HOST: "registry.example.com",
      WEBHOOK_ALLOWED_HOSTS: "external, loopback",
      ...(postgres && { DATABASE_URL: postgres.url("e2e") }),
    });
    process.env.E2E_URL = server.url;
    process.env.DATABASE_URL = server.databaseUrl;
    process.env.AUTH_SECRET = authSecret;
    return async () => {
      await server.stop();
      await postgres?.stop();
    };
  } catch (error) {
    await postgres?.stop();
    throw error;
  }
}
