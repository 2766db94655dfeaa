import { createServer, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { log } from "@/lib/log";
import { type Connections, trackConnections } from "@/lib/server/connections";
import { endWithRefusal, refuse } from "@/lib/server/refusal";

/** Milliseconds. Load balancers usually close idle connections after a minute, and must do so before this server does. */
const TIMEOUTS = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
};
const DROP_REPORT_MS = 10_000;

const STATUS_OF_FAULT: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};
/** The client is gone. */
const LOST = new Set(["ECONNRESET", "ECONNABORTED", "EPIPE"]);

/** Answers a request whose body is malformed or late, in place of the handler that is still waiting for it. */
function refuseBody(socket: Socket, res: ServerResponse, status: number): void {
  if (res.headersSent) {
    socket.destroy();
    return;
  }
  // For the log line of this response.
  res.statusCode = status;
  endWithRefusal(socket, status, String(res.getHeader("x-request-id")));
  socket.once("finish", () => socket.destroy());
}

/** Rejects what the parser can't read and what takes too long to arrive. */
function rejectMalformedRequests(server: Server, connections: Connections): void {
  const refused = new WeakSet<Socket>();
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    const code = error.code ?? "";
    if (!socket.writable || LOST.has(code)) return socket.destroy();
    // The parser reports an error for every further chunk.
    if (refused.has(socket)) return;
    refused.add(socket);
    const status = STATUS_OF_FAULT[code] ?? 400;
    const replies = connections.repliesOn(socket);
    const last = replies.at(-1);
    if (!last) refuse(socket, { status, reason: code });
    else if (last.req.complete) last.once("close", () => refuse(socket, { status, reason: code }));
    else if (replies.length === 1) refuseBody(socket, last, status);
    else socket.destroy();
  });
}

/** Logs refused connections: the first at once, then a count every ten seconds. */
function reportDrops(server: Server): void {
  let unreported = 0;
  let timer: NodeJS.Timeout | undefined;
  const report = () => {
    timer = undefined;
    if (unreported === 0) return;
    log.warn({ refused: unreported, maxConnections: server.maxConnections }, "too many connections: refusing new ones");
    unreported = 0;
    timer = setTimeout(report, DROP_REPORT_MS).unref();
  };
  server.on("drop", () => {
    unreported += 1;
    if (!timer) report();
  });
}

/**
 * Creates the HTTP server. It also answers and logs the requests that Node would drop silently or answer without a log
 * line.
 */
export function createHttpServer(
  maxConnections: number,
  timeouts: Partial<typeof TIMEOUTS> = {},
): { server: Server; connections: Connections } {
  // We check for a missing Host ourselves, so that the refusal is logged.
  const server = createServer({ ...TIMEOUTS, ...timeouts, requireHostHeader: false });
  server.maxConnections = maxConnections;
  const connections = trackConnections(server);
  rejectMalformedRequests(server, connections);
  reportDrops(server);
  server.on("connect", (req, socket: Socket) => refuse(socket, { status: 405, method: req.method }));
  server.on("checkExpectation", (req, res) => server.emit("request", req, res));
  return { server, connections };
}
