import { BlockList, isIP } from "node:net";

/** Whether X-Forwarded-For counts: never, always its last address, or while it was written by one of these proxies. */
export type TrustProxy = boolean | BlockList;

const ipVersion = (address: string) => (isIP(address) === 6 ? "ipv6" : "ipv4");

/** Reads TRUST_PROXY: true, false, or addresses and CIDR networks separated by commas; null if it's none of these. */
export function readTrustProxy(text: string): TrustProxy | null {
  if (text === "true" || text === "false") return text === "true";
  const proxies = new BlockList();
  for (const entry of text.split(",")) {
    const [address = "", length, ...more] = entry.trim().split("/");
    const bits = length === undefined ? undefined : Number(length);
    if (isIP(address) === 0 || address.includes("%") || more.length > 0) return null;
    if (bits === undefined) proxies.addAddress(address, ipVersion(address));
    // A network of everybody would let everybody forge their address.
    else if (/^\d+$/.test(length ?? "") && bits > 0 && bits <= (isIP(address) === 6 ? 128 : 32))
      proxies.addSubnet(address, bits, ipVersion(address));
    else return null;
  }
  return proxies;
}

/** @param address without a zone */
export const isTrustedProxy = (proxies: BlockList, address: string): boolean =>
  proxies.check(address, ipVersion(address));
