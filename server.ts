import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { ZodError } from "zod";
import { startAuditPurge } from "@/lib/audit/retention-timer";
import { startCounterPurge } from "@/lib/auth/counter-purge";
import { prepareFirstAdmin } from "@/lib/auth/first-admin";
import { type Outage, outageIn } from "@/lib/db/errors";
import { type Env, env } from "@/lib/env";
import { log } from "@/lib/log";
import { logDestination } from "@/lib/log-destination";
import { handleDataPlane } from "@/lib/registry/handler";
import { keyRing } from "@/lib/registry/signing-keys";
import { refuseOddRequests } from "@/lib/rest/edge";
import { trackConnections } from "@/lib/server/connections";
import { logConsole } from "@/lib/server/console-log";
import { requestListener } from "@/lib/server/requests";
import { drain } from "@/lib/server/service";
import { staticFiles } from "@/lib/server/static-files";
import { migrate } from "@/prisma/migrate";

/** Milliseconds a client has for its headers and for its whole request; idle connections outlive a load balancer's minute. */
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 };
/** A terminal's Ctrl-C reaches this process twice, once through npm: only a later signal means "at once". */
const SAME_SIGNAL_MS = 500;

/** Ends the process for a fault that whoever starts it can mend: told in words, without a stack. */
function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function readSettings(): Env {
  try {
    return env();
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

const START_FAULTS: Record<Outage, string> = {
  away: "The database does not answer: check DATABASE_URL.",
  full: "The disk is full: the database cannot be prepared.",
  readOnly: "The database is read-only: check DATABASE_URL.",
};

async function prepareDatabase(settings: Env): Promise<void> {
  try {
    const applied = await migrate(settings.DATABASE_URL);
    if (applied.length > 0) log.info({ migrations: applied }, "database migrated");
  } catch (error) {
    log.fatal({ err: error }, "the database could not be prepared");
    const outage = outageIn(error);
    fail(outage ? START_FAULTS[outage] : "The database could not be migrated.");
  }
}

/** Makes the first token signing key, or finds out now that the one there is cannot be used. */
async function prepareSigningKeys(): Promise<void> {
  try {
    await keyRing();
  } catch (error) {
    log.fatal({ err: error }, "the token signing key could not be prepared");
    fail(`The token signing key cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What to tell the operator about signing in for the first time. */
async function firstAdminNotice(): Promise<string | null> {
  try {
    return await prepareFirstAdmin();
  } catch (error) {
    if (!(error instanceof ZodError)) throw error;
    const faults = error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
    return fail(`ADMIN_USERNAME or ADMIN_PASSWORD is not right:\n${faults.join("\n")}`);
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      fail(error.code === "EADDRINUSE" ? `Port ${port} is taken: set PORT to another.` : error.message),
    );
    server.listen(port, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

function stopOnSignal(stop: () => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt !== undefined) {
      if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    firstAt = performance.now();
    log.info({ signal }, "stopping");
    void stop().then(() => process.exit(0));
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function main(): Promise<void> {
  process.chdir(join(import.meta.dirname, ".."));
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? "production" });
  const settings = readSettings();
  await prepareDatabase(settings);
  await prepareSigningKeys();
  const notice = await firstAdminNotice();

  const isDev = process.env.NODE_ENV === "development";
  if (!isDev) logConsole();
  const server = createServer(TIMEOUTS);
  const connections = trackConnections(server);
  // Loaded only now: Next reads NODE_ENV when it is imported.
  const { default: next } = await import("next");
  const app = next({ dev: isDev, dir: process.cwd(), port: settings.PORT, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  const first = [
    handleDataPlane,
    refuseOddRequests,
    ...(isDev ? [] : [staticFiles(join(process.cwd(), ".next/static"))]),
  ];
  server.on("request", requestListener({ settings, isDev, connections, first, app: handle }));
  stopOnSignal(() => drain({ connections, closeApp: () => app.close() }));

  const port = await listen(server, settings.PORT);
  startAuditPurge();
  startCounterPurge();
  log.info({ port, publicUrl: settings.PUBLIC_URL, database: settings.DATABASE_PROVIDER }, "listening");
  logDestination().write(`${[`Purser is at ${settings.PUBLIC_URL}`, ...(notice ? [notice] : [])].join("\n")}\n`);
}

process.on("unhandledRejection", (error) => log.error({ err: error }, "a promise failed and nobody waited for it"));
process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "stopped by a defect");
  process.exit(1);
});
await main();
