import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { waitingPasswords } from "@/lib/credentials/password";
import { connectionsInUse } from "@/lib/db/postgres-adapter";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import type { Maybe } from "@/lib/maybe";
import { type Metrics, metrics } from "@/lib/metrics";
import { onShutdown } from "@/lib/shutdown";
import { version } from "@/package.json";
import { readGauges } from "./gauges";

const PATH = "/metrics";
const pathOf = (req: IncomingMessage) => req.url?.split("?", 1)[0];
const digest = (text: string) => createHash("sha256").update(text).digest();

async function send({ registry }: Metrics, res: ServerResponse): Promise<void> {
  const text = await registry.metrics();
  res.writeHead(200, { "Content-Type": registry.contentType, "Cache-Control": "no-store" });
  res.end(text);
}

/** `/metrics` on the main port, for whoever sends METRICS_TOKEN. @returns whether the request was for it */
export function answerMetrics(req: IncomingMessage, res: ServerResponse): Maybe<boolean> {
  const { METRICS_TOKEN: token } = env();
  const measured = metrics();
  return token && measured && pathOf(req) === PATH ? answerWithToken(token, measured, req, res) : false;
}

async function answerWithToken(
  token: string,
  measured: Metrics,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<true> {
  const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? "")?.[1] ?? "";
  if (timingSafeEqual(digest(given), digest(token))) await send(measured, res);
  else res.writeHead(401, { "WWW-Authenticate": 'Bearer realm="metrics"', "Cache-Control": "no-store" }).end();
  return true;
}

/** Fills the gauges for the first time, and listens on METRICS_PORT if it is set. */
export async function startMetrics(): Promise<void> {
  const measured = metrics();
  if (!measured) return;
  const { DATABASE_PROVIDER: database, METRICS_PORT: port, LISTEN_HOST: host } = env();
  measured.buildInfo.set({ version, database }, 1);
  measured.gauge("purser_password_pool_queue", "Passwords waiting to be checked.", [], function () {
    this.set(waitingPasswords());
  });
  measured.gauge("purser_db_pool_in_use", "Postgres connections in use.", [], function () {
    this.set(connectionsInUse());
  });
  void readGauges(measured, new AbortController().signal).catch((error: unknown) =>
    log.warn({ err: error }, "the metrics of the database could not be read; trying again in a minute"),
  );
  if (port !== undefined) await listen(measured, port, host);
}

async function listen(measured: Metrics, port: number, host: string | undefined): Promise<void> {
  const server = createServer((req, res) => {
    if (pathOf(req) === PATH) void send(measured, res).catch(() => res.destroy());
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, resolve);
  });
  server.unref();
  onShutdown(() => {
    server.close();
    server.closeAllConnections();
  });
}
