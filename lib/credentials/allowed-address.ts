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
  const version = isIP(bare) === 4 ? "ipv4" : "ipv6";
  return listsOf(stored)[version].check(bare, version);
}

/** A list with both families would also compare IPv4 addresses with IPv6 networks. */
type Lists = { ipv4: BlockList; ipv6: BlockList };

/** By their stored form, because reading a list takes longer than the rest of a login. */
const read = new Map<string, Lists>();
const MAX_READ = 1_000;

function listsOf(stored: string): Lists {
  const known = read.get(stored);
  if (known) return known;
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const { network } of parseAllowedAddresses(stored)) {
    const [start = "", length] = network.split("/");
    const version = isIP(start) === 4 ? "ipv4" : "ipv6";
    if (length === undefined) lists[version].addAddress(start, version);
    else lists[version].addSubnet(start, Number(length), version);
  }
  const oldest = read.size >= MAX_READ ? read.keys().next().value : undefined;
  if (oldest !== undefined) read.delete(oldest);
  read.set(stored, lists);
  return lists;
}
