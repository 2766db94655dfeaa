import { BlockList, isIP } from "node:net";
import { parseAllowedAddresses } from "@/lib/access/address-list";
import { bareClientAddress } from "@/lib/access/networks";

/**
 * Whether a robot may log in from an address. An unknown address is outside every list.
 * @param stored its stored list; empty means anywhere
 */
export function isAllowedFrom(stored: string, address: string | null): boolean {
  if (stored === "") return true;
  const bare = bareClientAddress(address);
  if (bare === null) return false;
  const family = isIP(bare);
  const list = new BlockList();
  for (const { network } of parseAllowedAddresses(stored)) {
    const [start = "", length] = network.split("/");
    // A list with both families would also compare IPv4 addresses with IPv6 networks.
    if (isIP(start) !== family) continue;
    if (length === undefined) list.addAddress(start, ipVersion(family));
    else list.addSubnet(start, Number(length), ipVersion(family));
  }
  return list.check(bare, ipVersion(family));
}

const ipVersion = (family: number) => (family === 4 ? "ipv4" : "ipv6");
