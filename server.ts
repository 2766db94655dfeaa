import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { join } from "node:path";
import { ZodError } from "zod";
import { backupTasks } from "@/lib/backup/task";
import { startCredentialsPurge } from "@/lib/credentials/purge";
import { type Outage, outageIn, toAppError } from "@/lib/db/errors";
import { type Env, env } from "@/lib/env";
import { startTasks } from "@/lib/jobs/runner";
import { log } from "@/lib/log";
import { logDestination } from "@/lib/log-destination";
import { gaugesTask } from "@/lib/metering/gauges";
import { answerMetrics, startMetrics } from "@/lib/metering/listener";
import { prepareFirstAdmin } from "@/lib/people/first-admin";
import { keyRing } from "@/lib/registry/signing-keys";
import { rejectMalformedPaths } from "@/lib/rest/edge";
import { logConsole } from "@/lib/server/console-log";
import { handleDataPlane } from "@/lib/server/data-plane";
import { createHttpServer } from "@/lib/server/http-server";
import { refuse } from "@/lib/server/refusal";
import { rejectPageMethods } from "@/lib/server/request-checks";
import { requestListener } from "@/lib/server/requests";
import { drain } from "@/lib/server/service";
import { staticFiles } from "@/lib/server/static-files";
import { newCourier, TASKS } from "@/lib/server/tasks";
import { StartError } from "@/lib/start-error";
import { startTraces } from "@/lib/trace-export";
import { migrate } from "@/prisma/migrate";

/** Ctrl-C reaches this process twice, once through npm: only a later signal means "stop immediately". */
const SAME_SIGNAL_MS = 500;

/** Exits with a message and no stack trace, for errors that the operator can fix. */
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
  away: "The database isn’t responding: check DATABASE_URL.",
  full: "The disk is full: the database can’t be prepared.",
  readOnly: "The database is read-only: check DATABASE_URL.",
};

async function prepareDatabase(settings: Env): Promise<void> {
  try {
    const applied = await migrate(settings.DATABASE_URL);
    if (applied.length > 0) log.info({ migrations: applied }, "database migrated");
  } catch (error) {
    log.fatal({ err: error }, "could not prepare the database");
    if (error instanceof StartError) fail(error.message);
    const outage = outageIn(error);
    fail(outage ? START_FAULTS[outage] : "The database couldn’t be migrated.");
  }
}

/** Creates the first token signing key, or fails now if the existing one can't be used. */
async function prepareSigningKeys(): Promise<void> {
  try {
    await keyRing();
  } catch (error) {
    log.fatal({ err: error }, "could not prepare the token signing key");
    fail(`The token signing key can’t be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** How to sign in for the first time. */
async function firstAdminNotice(): Promise<string | null> {
  try {
    return await prepareFirstAdmin();
  } catch (error) {
    const faults =
      error instanceof ZodError
        ? error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`)
        : Object.entries(toAppError(error)?.fields ?? {}).map(([field, message]) => `  ${field}: ${message}`);
    if (faults.length === 0) throw error;
    return fail(`ADMIN_USERNAME or ADMIN_PASSWORD is invalid:\n${faults.join("\n")}`);
  }
}

function listenFault({ code, message }: NodeJS.ErrnoException, { PORT, LISTEN_HOST }: Env): string {
  if (code === "EADDRINUSE") return `Port ${PORT} is in use. Set PORT to a different one.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN")
    return `LISTEN_HOST ${LISTEN_HOST} isn’t an address of this machine.`;
  return message;
}

function listen(server: Server, settings: Env): Promise<number> {
  return new Promise((resolve) => {
    server.once("error", (error) => fail(listenFault(error, settings)));
    server.listen({ port: settings.PORT, host: settings.LISTEN_HOST }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : settings.PORT);
    });
  });
}

/** Warns operators whose proxy runs on another machine that it can't connect. */
function reachNotice({ TRUST_PROXY, LISTEN_HOST }: Env): string[] {
  if (TRUST_PROXY !== true || LISTEN_HOST !== "127.0.0.1") return [];
  return ["Listening on 127.0.0.1 only: with TRUST_PROXY, set LISTEN_HOST if the proxy runs on another machine."];
}

/**
 * A server on which Next can listen for upgrades. On the real one, that listener would stop Node from answering a request
 * that merely offers an upgrade, such as curl's to HTTP/2. Only the development server needs upgrades, for the web socket
 * that tells its pages about changes.
 */
function upgradesOf(server: Server, isDev: boolean): Server {
  const upgrades = createServer();
  if (isDev)
    server.on("upgrade", (req: IncomingMessage, socket: Socket, head: Buffer) => {
      if (req.url?.startsWith("/_next/")) upgrades.emit("upgrade", req, socket, head);
      else refuse(socket, { status: 400, method: req.method, reason: "upgrade" });
    });
  return upgrades;
}

function stopOnSignal(stop: (signal: NodeJS.Signals) => Promise<void>): void {
  let firstAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals) => {
    if (firstAt !== undefined) {
      if (performance.now() - firstAt > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    firstAt = performance.now();
    log.info({ signal }, "stopping");
    void stop(signal).then(() => process.exit(0));
  };
  process.on("SIGTERM", onSignal);
  process.on("SIGINT", onSignal);
}

async function main(): Promise<void> {
  process.chdir(join(import.meta.dirname, ".."));
  process.env.NEXT_TELEMETRY_DISABLED = "1";
  Object.assign(process.env, { NODE_ENV: process.env.NODE_ENV ?? "production" });
  const settings = readSettings();
  await startTraces(settings.OTEL_EXPORTER_OTLP_ENDPOINT);
  await prepareDatabase(settings);
  await prepareSigningKeys();
  const notice = await firstAdminNotice();

  const isDev = process.env.NODE_ENV === "development";
  if (!isDev) logConsole();
  const { server, connections } = createHttpServer(settings.MAX_CONNECTIONS);
  // Next reads NODE_ENV when it is imported.
  const { default: next } = await import("next");
  const app = next({ dev: isDev, dir: process.cwd(), port: settings.PORT, httpServer: upgradesOf(server, isDev) });
  await app.prepare();
  const handle = app.getRequestHandler();
  const first = [
    handleDataPlane,
    answerMetrics,
    rejectMalformedPaths,
    ...(isDev ? [] : [staticFiles(join(process.cwd(), ".next/static"))]),
    rejectPageMethods,
  ];
  server.on("request", requestListener({ settings, isDev, first, app: handle }));
  stopOnSignal((signal) => {
    // Ctrl-C means a terminal: there is no proxy to wait for.
    const drainMs = isDev || signal === "SIGINT" ? 0 : settings.DRAIN_SECONDS * 1_000;
    return drain({ connections, closeApp: () => app.close(), drainMs });
  });

  const port = await listen(server, settings);
  await startMetrics().catch((error: NodeJS.ErrnoException) => fail(`METRICS_PORT: ${error.message}`));
  const backups = backupTasks(settings, join(process.cwd(), "dist/purser.js"));
  startTasks([...TASKS, gaugesTask, ...backups], newCourier());
  startCredentialsPurge();
  log.info(
    { port, host: settings.LISTEN_HOST, publicUrl: settings.PUBLIC_URL, database: settings.DATABASE_PROVIDER },
    "listening",
  );
  logDestination().write(
    `${[`Purser is at ${settings.PUBLIC_URL}`, ...reachNotice(settings), ...(notice ? [notice] : [])].join("\n")}\n`,
  );
}

process.on("unhandledRejection", (error) => log.error({ err: error }, "unhandled promise rejection"));
process.on("uncaughtException", (error) => {
  log.fatal({ err: error }, "stopped by an uncaught exception");
  process.exit(1);
});
await main();
