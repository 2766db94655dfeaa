import { randomBytes } from "node:crypto";
import { registryTrust } from "../../lib/registry/signing-keys";
import { startServer, type TestServer } from "../server";
import { type Registry, startDistribution } from "./distribution";

/** One secret for the servers of this process and for the process itself. */
const AUTH_SECRET = randomBytes(32).toString("hex");

/**
 * Starts a console of the production build and makes its database this process's own: builders and verbs work on it.
 * With the same `DATABASE_URL` twice these are two instances of one console.
 */
export async function startConsole(settings: Record<string, string> = {}): Promise<TestServer> {
  const server = await startServer({ AUTH_SECRET, ...settings });
  Object.assign(process.env, { AUTH_SECRET, DATABASE_URL: server.databaseUrl });
  return server;
}

/** Every certificate that a registry must trust now, as Connect a registry gives them. */
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
