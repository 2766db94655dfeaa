import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { type AllowedHosts, hostOf, isAllowed, readAllowedHosts } from "../allowed-hosts";
import { env } from "../env";

/** A request that must not be made. The message is for the person who set the address. */
export class RefusedAddress extends Error {}

type Resolve = (host: string) => Promise<LookupAddress[]>;
const resolveAll: Resolve = (host) => lookup(host, { all: true });

/** @throws RefusedAddress for Purser's own address */
export function assertNotOurs(url: URL): void {
  const ours = new URL(env().PUBLIC_URL);
  if (hostOf(url) === hostOf(ours) && portOf(url) === portOf(ours))
    throw new RefusedAddress("This is Purser’s own address (PUBLIC_URL). Enter the receiver’s URL.");
}

const portOf = (url: URL) => Number(url.port) || (url.protocol === "https:" ? 443 : 80);

/**
 * Connects to the server of an address, if WEBHOOK_ALLOWED_HOSTS allows the very address that is connected to. Nothing is
 * sent before, not even TLS's first message, so a name that resolves to something else a moment later gains nothing.
 * @throws RefusedAddress
 */
export async function connectTo(url: URL, signal: AbortSignal, resolve: Resolve = resolveAll): Promise<Socket> {
  assertNotOurs(url);
  const rules = readAllowedHosts(env().WEBHOOK_ALLOWED_HOSTS);
  const host = hostOf(url);
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await within(signal, resolve(host));
  const allowed = found.filter(({ address }) => isAllowed(rules, url, address));
  if (allowed.length === 0) throw refusal(url);
  const socket = await firstOf(
    allowed.map(({ address }) => address),
    portOf(url),
    signal,
  );
  assertConnected(rules, url, socket);
  return url.protocol === "https:" ? encrypted(socket, host, signal) : socket;
}

/**
 * Checks the address when it is set, as far as that is possible: a host that can't be looked up now may exist later.
 * @throws RefusedAddress
 */
export async function checkAddress(url: URL): Promise<void> {
  assertNotOurs(url);
  const host = hostOf(url);
  const found = isIP(host) ? [{ address: host, family: isIP(host) }] : await resolveAll(host).catch(() => []);
  const rules = readAllowedHosts(env().WEBHOOK_ALLOWED_HOSTS);
  if (found.length > 0 && !found.some(({ address }) => isAllowed(rules, url, address))) throw refusal(url);
}

function refusal(url: URL): RefusedAddress {
  const host = hostOf(url);
  const why = url.protocol === "http:" ? " without https" : "";
  // Not the address of a name: a project's admins needn't know the addresses inside.
  return new RefusedAddress(
    `Purser may not connect to ${host}${why}. Ask the operator to add it to WEBHOOK_ALLOWED_HOSTS.`,
  );
}

function assertConnected(rules: AllowedHosts, url: URL, socket: Socket): void {
  const address = socket.remoteAddress ?? "";
  if (isAllowed(rules, url, address)) return;
  socket.destroy();
  throw refusal(url);
}

/** A lookup can't be ended, but waiting for it can. */
function within<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error("aborted"));
    signal.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
    if (signal.aborted) stop();
  });
}

/** Tries one address after the other. */
async function firstOf(addresses: readonly string[], port: number, signal: AbortSignal): Promise<Socket> {
  let fault: unknown;
  for (const address of addresses) {
    try {
      return await opened(connect({ host: address, port }), "connect", signal);
    } catch (error) {
      fault = error;
      if (signal.aborted) break;
    }
  }
  throw fault;
}

function encrypted(socket: Socket, host: string, signal: AbortSignal): Promise<Socket> {
  const servername = isIP(host) ? undefined : host;
  const secure = connectTls({ socket, host, ...(servername && { servername }), ALPNProtocols: ["http/1.1"] });
  return opened(secure, "secureConnect", signal);
}

function opened<S extends Socket>(socket: S, event: string, signal: AbortSignal): Promise<S> {
  return new Promise((resolve, reject) => {
    const stop = () => socket.destroy(signal.reason instanceof Error ? signal.reason : undefined);
    signal.addEventListener("abort", stop, { once: true });
    // Stays when it is open: an error that nobody listens to ends the process.
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
    socket.once(event, () => {
      signal.removeEventListener("abort", stop);
      resolve(socket);
    });
    if (signal.aborted) stop();
  });
}
