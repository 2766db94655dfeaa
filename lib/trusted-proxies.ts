import { BlockList, isIP } from "node:net";

/** Whether X-Forwarded-For counts: never, always its last address, or while it was written by one of these proxies. */
export type TrustProxy = boolean | BlockList;

const ipVersion = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/**
 * The first and the last address of each family. Networks with both hold everybody, who could then forge their address:
 * together, or because `::/64` and `::ffff:0:0/96` also hold all of IPv4.
 */
const ENDS = [
  ["0.0.0.0", "255.255.255.255"],
  ["::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
] as const;

/** Reads TRUST_PROXY: true, false, or addresses and CIDR networks separated by commas; null if it's none of these. */
export function readTrustProxy(text: string): TrustProxy | null {
  if (text === "true" || text === "false") return text === "true";
  const proxies = new BlockList();
  for (const entry of text.split(",")) {
    const [address = "", length, ...more] = entry.trim().split("/");
    const bits = length === undefined ? undefined : Number(length);
    if (isIP(address) === 0 || address.includes("%") || more.length > 0) return null;
    if (bits === undefined) proxies.addAddress(address, ipVersion(address));
    else if (/^\d+$/.test(length ?? "") && bits > 0 && bits <= (isIP(address) === 6 ? 128 : 32))
      proxies.addSubnet(address, bits, ipVersion(address));
    else return null;
  }
  return ENDS.some((ends) => ends.every((address) => isTrustedProxy(proxies, address))) ? null : proxies;
}

/** @param address without a zone */
export const isTrustedProxy = (proxies: BlockList, address: string): boolean =>
  proxies.check(address, ipVersion(address));
