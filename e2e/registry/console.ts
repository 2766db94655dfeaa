import { randomBytes } from "node:crypto";
import { registryTrust } from "../../lib/registry/signing-keys";
import { startServer, type TestServer } from "../server";
import { type Registry, startDistribution } from "./distribution";

/** Shared by the servers of this process and the process itself. */
const AUTH_SECRET = randomBytes(32).toString("hex");

/**
 * Starts a console of the production build and points this process's builders and verbs at its database. Called twice with
 * the same `DATABASE_URL`, it starts two instances of one console.
 */
export async function startConsole(settings: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ AUTH_SECRET, ...settings });
  Object.assign(process.env, { AUTH_SECRET, DATABASE_URL: server.databaseUrl });
  return server;
}

/** Every certificate that a registry must currently trust, as in the downloaded bundle. */
export async function certificateBundle(): Promise<string> {
  return (await registryTrust()).certificateBundle;
}

/** Starts a registry whose token service is `server`. */
export async function startRegistryOf(server: TestServer): Promise<Registry> {
  return startDistribution({
    realm: `${server.url}/service/token`,
    service: "registry",
    issuer: "purser",
    certificatePem: await certificateBundle(),
  });
}
