import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type Challenge, parseChallenges } from "./challenge";

/** All that is taken from a registry's reply; its body and its other headers are never read. */
export type ProbeReply = { status: number; challenges: Challenge[] };

/** Why there is no reply. `code` is the system's or TLS library's name of the fault, such as `ECONNREFUSED`. */
export type ProbeFault = { fault: "no answer" | "timeout" | "tls fault" | "not http"; code: string };

/** Milliseconds for everything: name, connection, TLS and headers. */
export const PROBE_LIMIT_MS = 5_000;
const MAX_HEADER_BYTES = 8 * 1024;

/**
 * Asks `<origin>/v2/` once: no redirect is followed, the connection is closed after the headers. Private networks may be
 * asked, as registries are in them. Never rejects.
 * @param origin as `readRegistryAddress` gives it
 * @param token a Bearer token to show
 */
export function probe(origin: string, token: string | null): Promise<ProbeReply | ProbeFault> {
  const send = origin.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
    const sent = send(new URL("/v2/", origin), {
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
      headers: { "User-Agent": "purser-check", ...(token && { Authorization: `Bearer ${token}` }) },
    });
    sent.on("response", (reply) => {
      resolve(readReply(reply));
      sent.destroy();
    });
    sent.on("error", (error) => resolve(faultOf(error, origin, signal.aborted)));
    sent.end();
  });
}

function readReply(reply: IncomingMessage): ProbeReply {
  const headers = reply.headersDistinct["www-authenticate"] ?? [];
  return { status: reply.statusCode ?? 0, challenges: headers.flatMap(parseChallenges) };
}

const NO_ANSWER = /^E(?:NOTFOUND|AI_AGAIN|AI_FAIL|CONN[A-Z]+|HOST[A-Z]+|NET[A-Z]+|PIPE|ADDR[A-Z]+|ACCES|PERM)$/;

function faultOf(error: NodeJS.ErrnoException, origin: string, isLate: boolean): ProbeFault {
  const code = /^[A-Z0-9_]{1,60}$/.exec(error.code ?? "")?.[0] ?? "UNKNOWN";
  if (isLate || code === "ETIMEDOUT") return { fault: "timeout", code };
  if (code.startsWith("HPE_")) return { fault: "not http", code };
  const isTls = origin.startsWith("https:") && !NO_ANSWER.test(code);
  return { fault: isTls ? "tls fault" : "no answer", code };
}
