import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { log } from "@/lib/log";
import { bareAddress } from "@/lib/server/client-address";

/** A client that is still sending gets to read the response only if the connection stays open for a moment. */
const LINGER_MS = 1_000;

/** Writes the response by hand, for requests without a `ServerResponse`. */
export function endWithRefusal(socket: Socket, status: number, requestId: string): void {
  const body = `${STATUS_CODES[status]}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    `Content-Length: ${body.length}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    `X-Request-Id: ${requestId}`,
    ...(status === 405 ? ["Allow: GET, HEAD, POST, PUT, PATCH, DELETE"] : []),
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

type Refusal = { status: number; method?: string | undefined; reason?: string };

/** Refuses and logs a request for which Node emits no `request` event. */
export function refuse(socket: Socket, { status, method, reason }: Refusal): void {
  if (!socket.writable) return;
  const requestId = randomUUID();
  log.info({ requestId, address: bareAddress(socket.remoteAddress), method, status, reason }, "request");
  socket.on("error", () => {});
  endWithRefusal(socket, status, requestId);
  socket.resume();
  socket.once("end", () => socket.destroy());
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
