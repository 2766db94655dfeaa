import { BlockList, isIP } from "node:net";

const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
const LOOPBACK = ["127.0.0.0/8", "::1/128"];
/** Special addresses that never belong to a server on the internet (IANA registries), and Azure's metadata service. */
const SPECIAL = [
  ...["0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24"],
  ...["192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"],
  ...["::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23"],
  ...["2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fe80::/10", "fec0::/10", "ff00::/8"],
];

function rangesOf(cidrs: readonly string[]): BlockList {
  const ranges = new BlockList();
  for (const cidr of cidrs) {
    const [address = "", prefix = ""] = cidr.split("/");
    ranges.addSubnet(address, Number(prefix), isIP(address) === 4 ? "ipv4" : "ipv6");
  }
  return ranges;
}

/** An IPv4 address that is written as IPv6, in dots. `::ffff:7f00:1` is how the URL parser writes one. */
function plainAddress(address: string): string {
  const text = address.split("%")[0] ?? "";
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(text)?.[1];
  if (dotted) return dotted;
  const [, high, low] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(text) ?? [];
  if (!high || !low) return text;
  const number = Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join(".");
}

const isIn = (ranges: BlockList, address: string) => ranges.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");

/** One entry of the setting: whether it covers a host that was resolved to an address. */
type Entry = { isNamed: boolean; covers: (host: string, address: string) => boolean };

const privateRanges = rangesOf(PRIVATE);
const loopbackRanges = rangesOf(LOOPBACK);
const insideRanges = rangesOf([...PRIVATE, ...LOOPBACK, ...SPECIAL]);

const WORDS: Record<string, Entry> = {
  external: { isNamed: false, covers: (_, address) => !isIn(insideRanges, address) },
  private: { isNamed: true, covers: (_, address) => isIn(privateRanges, address) },
  loopback: { isNamed: true, covers: (_, address) => isIn(loopbackRanges, address) },
};

const GLOB = /^[a-z0-9*?._-]+$/i;

/** @returns null for text that is none of a word, an address, a CIDR or a host, with * and ? */
function entryOf(text: string): Entry | null {
  const word = WORDS[text.toLowerCase()];
  if (word) return word;
  const [address = "", prefix] = text.split("/");
  const version = isIP(address);
  if (version !== 0) {
    const bits = version === 4 ? 32 : 128;
    if (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits)) return null;
    const ranges = rangesOf([`${address}/${prefix ?? bits}`]);
    return { isNamed: true, covers: (_, found) => isIn(ranges, found) };
  }
  if (!GLOB.test(text)) return null;
  const pattern = text.toLowerCase().replace(/[.]/g, "\\.").replace(/\*/g, ".*").replace(/\?/g, ".");
  const host = new RegExp(`^${pattern}$`);
  return { isNamed: true, covers: (asked) => host.test(asked) };
}

export type AllowedHosts = readonly Entry[];

const partsOf = (setting: string) => setting.split(/[\s,]+/).filter((part) => part !== "");

/** The first part of the setting that can't be read, or null. */
export function faultIn(setting: string): string | null {
  return partsOf(setting).find((part) => entryOf(part) === null) ?? null;
}

/** Parses WEBHOOK_ALLOWED_HOSTS: `external`, `private`, `loopback`, addresses, CIDRs and hosts with * and ?. */
export function readAllowedHosts(setting: string): AllowedHosts {
  return partsOf(setting).flatMap((part) => entryOf(part) ?? []);
}

/** The host of an address as rules and DNS see it: lowercase, without brackets or the root's dot. */
export function hostOf(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, "")
    .replace(/\.$/, "");
}

/** Whether the setting covers a connection. Unencrypted ones need an entry other than `external`. */
export function isAllowed(rules: AllowedHosts, url: URL, address: string): boolean {
  const plain = plainAddress(address);
  if (isIP(plain) === 0) return false;
  return rules.some(({ isNamed, covers }) => (isNamed || url.protocol === "https:") && covers(hostOf(url), plain));
}
