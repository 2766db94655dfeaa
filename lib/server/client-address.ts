import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { isIP } from "node:net";
import { isTrustedProxy, type TrustProxy } from "@/lib/trusted-proxies";

/** How a client's address was found. */
export type AddressChain = {
  /** The connection's own address, then those of X-Forwarded-For that count, from the right. The last is the client's; null if it can't be read. */
  hops: (string | null)[];
  /** The number of further addresses in X-Forwarded-For. The client may have forged them. */
  ignored: number;
};

/** Without brackets and port; null if it isn't an address. */
function readHop(text: string): string | null {
  const bare = /^\[(.+)\](:\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.replace(/:\d+$/, "") : text);
  return isIP(bare) ? bareAddress(bare) : null;
}

/** Normalizes IPv4-mapped addresses to IPv4. */
export function bareAddress(address: string | null | undefined): string | null {
  // An address without a colon is IPv4.
  if (!address?.includes(":")) return address ?? null;
  return address.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
}

export function addressChain(req: IncomingMessage, trust: TrustProxy): AddressChain {
  const header = req.headers["x-forwarded-for"];
  const entries = header ? String(header).split(",") : [];
  const peer = bareAddress(req.socket.remoteAddress);
  if (trust === false) return { hops: [peer], ignored: entries.length };
  if (trust !== true) return walk(peer, entries, trust);
  const last = readHop(entries.at(-1)?.trim() ?? "");
  return last === null
    ? { hops: [peer], ignored: entries.length }
    : { hops: [peer, last], ignored: entries.length - 1 };
}

/** Each trusted proxy vouches for the address to the left of its own. */
function walk(peer: string | null, entries: string[], proxies: BlockList): AddressChain {
  const hops = [peer];
  let left = entries.length;
  for (let hop = peer; left > 0 && hop !== null && isTrustedProxy(proxies, hop); hops.push(hop)) {
    left -= 1;
    hop = readHop(entries[left]?.trim() ?? "");
  }
  return { hops, ignored: left };
}

/** The socket's address, or with TRUST_PROXY the one that the proxies vouch for; null if it can't be read. */
export function clientAddress(req: IncomingMessage, trust: TrustProxy): string | null {
  return addressChain(req, trust).hops.at(-1) ?? null;
}

/** The chain as a private header carries it to pages. */
export const formatChain = ({ hops, ignored }: AddressChain): string =>
  `${hops.map((hop) => hop ?? "?").join(",")};${ignored}`;

export function parseChain(text: string): AddressChain {
  const [hops = "", ignored = "0"] = text.split(";");
  return { hops: hops.split(",").map((hop) => (hop === "?" ? null : hop)), ignored: Number(ignored) };
}
