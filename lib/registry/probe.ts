import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { type Challenge, parseChallenges } from "./challenge";

/** The body and all other headers of a registry's response are never read. */
export type ProbeReply = { status: number; challenges: Challenge[] };

/** Why there is no response. `code` comes from the system or the TLS library, such as `ECONNREFUSED`. */
export type ProbeFault = { fault: "no answer" | "timeout" | "tls fault" | "not http"; code: string };

/** For everything: DNS, connection, TLS and headers. */
export const PROBE_LIMIT_MS = 5_000;
const MAX_HEADER_BYTES = 8 * 1024;

/**
 * Requests `<origin>/v2/` once. Private networks are allowed, because registries are in them. Never rejects.
 * @param origin as returned by `readRegistryAddress`
 * @param token a Bearer token to send
 */
export function probe(origin: string, token: string | null): Promise<ProbeReply | ProbeFault> {
  const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
  return requestOnce(new URL("/v2/", origin), { authorization: token && `Bearer ${token}`, signal });
}

/** Sends one GET, follows no redirect and closes the connection after the headers. Never rejects. */
export function requestOnce(
  url: URL,
  { authorization, signal }: { authorization: string | null; signal: AbortSignal },
): Promise<ProbeReply | ProbeFault> {
  const send = url.protocol === "https:" ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const sent = send(url, {
      agent: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      signal,
      headers: { "User-Agent": "purser-check", ...(authorization && { Authorization: authorization }) },
    });
    sent.on("response", (reply) => {
      resolve(readReply(reply));
      sent.destroy();
    });
    sent.on("error", (error) => resolve(faultOf(error, url.origin, signal.aborted)));
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
