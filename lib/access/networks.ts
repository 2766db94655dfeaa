/** IP addresses and networks in canonical text. Pure, because forms read them while people type: browsers have no `node:net`. */

type Address = {
  /** Bytes of an IPv4 address, 16-bit groups of an IPv6 address. */
  parts: readonly number[];
  partBits: 8 | 16;
};

export type NetworkReading =
  | {
      /** Canonical (RFC 5952), such as "198.51.100.0/24"; a single address has no prefix length. */
      network: string;
      /** Bits outside the prefix were set, and have been cleared. */
      isCleared: boolean;
    }
  | { fault: string };

const IPV4 = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;
const PREFIX_LENGTH = /^(?:0|[1-9]\d{0,2})$/;
const MAPPED_BITS = 96;
const MAX_TEXT = 100;

const bitsOf = ({ parts, partBits }: Address) => parts.length * partBits;

function parseAddress(text: string): Address | null {
  if (IPV4.test(text)) {
    const parts = text.split(".").map(Number);
    return parts.every((part) => part <= 255) ? { parts, partBits: 8 } : null;
  }
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return null;
  // The URL standard's parser and serializer follow RFC 5952, except for IPv4-mapped addresses.
  const url = `http://[${text}]/`;
  return URL.canParse(url) ? { parts: groupsOf(new URL(url).hostname.slice(1, -1)), partBits: 16 } : null;
}

function groupsOf(canonical: string): number[] {
  const [head = "", tail] = canonical.split("::");
  const groups = (text = "") => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  const missing = tail === undefined ? 0 : 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<number>(missing).fill(0), ...groups(tail)];
}

/** An IPv4-mapped address as IPv4; null for any other. */
function unmapped({ parts, partBits }: Address): Address | null {
  const isMapped = partBits === 16 && parts.slice(0, 6).join() === "0,0,0,0,0,65535";
  return isMapped ? { parts: parts.slice(6).flatMap((group) => [group >> 8, group & 0xff]), partBits: 8 } : null;
}

function formatAddress({ parts, partBits }: Address): string {
  if (partBits === 8) return parts.join(".");
  return new URL(`http://[${parts.map((part) => part.toString(16)).join(":")}]/`).hostname.slice(1, -1);
}

/** The address with all bits after the first `prefix` set to zero. */
function cleared({ parts, partBits }: Address, prefix: number): Address {
  const mask = (index: number) => {
    const kept = Math.min(Math.max(prefix - index * partBits, 0), partBits);
    return (2 ** partBits - 1) & ~(2 ** (partBits - kept) - 1);
  };
  return { parts: parts.map((part, index) => part & mask(index)), partBits };
}

/** Reads an address or a network in CIDR notation, as typed. */
export function readNetwork(text: string): NetworkReading {
  const typed = text.trim();
  const [base = "", prefixText, ...more] = typed.length <= MAX_TEXT ? typed.split("/") : [];
  const written = parseAddress(base);
  const isNumber = prefixText === undefined || PREFIX_LENGTH.test(prefixText);
  const prefix = prefixText === undefined ? written && bitsOf(written) : Number(prefixText);
  if (!written || prefix === null || !isNumber || more.length > 0 || prefix > bitsOf(written)) {
    const shown = typed.toWellFormed().slice(0, 60);
    return { fault: `“${shown}” isn’t an IP address or a network such as 198.51.100.4 or 198.51.100.0/24.` };
  }
  const mapped = unmapped(written);
  if (mapped && prefix > 0 && prefix < MAPPED_BITS)
    return { fault: `“${typed}” mixes IPv4 and IPv6. Enter two networks instead.` };
  const address = mapped ?? written;
  const length = mapped ? Math.max(prefix - MAPPED_BITS, 0) : prefix;
  if (length === 0) return { fault: `“${typed}” is every address. Leave the list empty for anywhere.` };
  const start = formatAddress(cleared(address, length));
  const network = length === bitsOf(address) ? start : `${start}/${length}`;
  return { network, isCleared: start !== formatAddress(address) };
}

/** A client's address as lists compare it: IPv4-mapped as IPv4, without a zone; null if it isn't one. */
export function bareClientAddress(address: string | null): string | null {
  const parsed = parseAddress(address?.split("%", 1)[0]?.trim() ?? "");
  return parsed && formatAddress(unmapped(parsed) ?? parsed);
}

/** Whether a canonical network contains the address. */
function contains(network: string, address: Address): boolean {
  const [start = "", length] = network.split("/");
  const base = parseAddress(start);
  if (base?.partBits !== address.partBits) return false;
  return formatAddress(cleared(address, length === undefined ? bitsOf(base) : Number(length))) === start;
}

/** Whether any of the canonical networks contains all of another. */
export function isWithin(networks: readonly string[], other: string): boolean {
  const [start = "", length] = other.split("/");
  const address = parseAddress(start);
  if (address === null) return false;
  const bits = length === undefined ? bitsOf(address) : Number(length);
  return networks.some((network) => {
    const [, ownLength] = network.split("/");
    return contains(network, address) && (ownLength === undefined ? bitsOf(address) : Number(ownLength)) <= bits;
  });
}

/** Whether any of the canonical networks contains the address. Decisions on the server use `node:net`; forms use this. */
export function isAmong(networks: readonly string[], address: string | null): boolean {
  const client = parseAddress(bareClientAddress(address) ?? "");
  return client !== null && networks.some((network) => contains(network, client));
}

const PRIVATE = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"],
  ...["::1", "fc00::/7", "fe80::/10"],
];

/** Whether the address belongs to a private network, a single link or the machine itself. */
export const isPrivateAddress = (address: string): boolean => isAmong(PRIVATE, address);
