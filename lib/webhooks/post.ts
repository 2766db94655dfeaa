import type { LookupAddress } from "node:dns";
import { request } from "node:http";
import { connectTo, RefusedAddress } from "./connect";

/** Everything together: resolving, connecting, sending and reading. */
const LIMIT_MS = 15_000;
const MAX_REPLY_BYTES = 4096;

export type Reply = { status: number; text: string; retryAfter: string | undefined };
export type Attempt = { durationMs: number; reply: Reply | null; error: string | null };

type Post = { url: URL; headers: Record<string, string>; body: string };
type Options = { signal: AbortSignal; limitMs?: number; resolve?: (host: string) => Promise<LookupAddress[]> };

/** Sends a request. Redirects aren't followed. Never rejects. */
export async function post(message: Post, { signal, limitMs = LIMIT_MS, resolve }: Options): Promise<Attempt> {
  const began = performance.now();
  // Not AbortSignal.any: on Node 20, the garbage collector takes its timer, and the request would never end.
  const limit = new AbortController();
  const stop = () => limit.abort();
  const timer = setTimeout(stop, limitMs);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  const outcome = await exchange(message, limit.signal, resolve).then(
    (reply) => ({ reply, error: null }),
    (error: unknown) => ({ reply: null, error: faultText(error, limit.signal, limitMs) }),
  );
  clearTimeout(timer);
  signal.removeEventListener("abort", stop);
  return { durationMs: Math.round(performance.now() - began), ...outcome };
}

async function exchange(
  { url, headers, body }: Post,
  signal: AbortSignal,
  resolve: Options["resolve"],
): Promise<Reply> {
  const socket = await connectTo(url, signal, resolve);
  try {
    return await new Promise<Reply>((done, fail) => {
      signal.addEventListener("abort", () => socket.destroy(), { once: true });
      socket.once("close", () => fail(new Error("the connection was closed")));
      const sent = request(
        {
          createConnection: () => socket,
          method: "POST",
          path: `${url.pathname}${url.search}`,
          headers: { Host: url.host, ...headers, "Content-Length": Buffer.byteLength(body), Connection: "close" },
        },
        (answer) => {
          let text = Buffer.alloc(0);
          const end = () =>
            done({
              status: answer.statusCode ?? 0,
              text: text.toString("utf8").replaceAll("\0", ""),
              retryAfter: answer.headers["retry-after"],
            });
          answer.on("data", (chunk: Buffer) => {
            text = Buffer.concat([text, chunk]).subarray(0, MAX_REPLY_BYTES);
            if (text.length === MAX_REPLY_BYTES) end();
          });
          answer.on("end", end);
          answer.on("error", fail);
        },
      );
      sent.on("error", fail);
      sent.end(body);
    });
  } finally {
    socket.destroy();
  }
}

const CODES: Record<string, string> = {
  ECONNREFUSED: "The connection was refused.",
  ECONNRESET: "The connection was closed by the server.",
  ENOTFOUND: "The host doesn’t exist.",
  EAI_AGAIN: "The host couldn’t be looked up.",
  EHOSTUNREACH: "The host can’t be reached.",
  ENETUNREACH: "The network can’t be reached.",
  ETIMEDOUT: "The server didn’t answer.",
};

/** Never includes the address: a chat's contains its secret. */
function faultText(error: unknown, signal: AbortSignal, limitMs: number): string {
  if (error instanceof RefusedAddress) return error.message;
  if (signal.aborted) return `The receiver didn’t send a complete reply within ${limitMs / 1000} seconds.`;
  const { code = "", message = "" } = error as { code?: string; message?: string };
  if (CODES[code]) return CODES[code];
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) return `The server’s certificate isn’t trusted (${code}).`;
  return /^the connection was closed$/.test(message)
    ? "The connection was closed."
    : `The request failed (${code || "unknown"}).`;
}
