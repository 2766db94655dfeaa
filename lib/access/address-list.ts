import { z } from "zod";
import { atMost } from "../bounded-array";
import { oneLine } from "../text";
import { readNetwork } from "./networks";

export const MAX_ALLOWED_ADDRESSES = 50;

const network = z.string("Enter an address.").transform((text, context) => {
  const reading = readNetwork(text);
  if ("network" in reading) return reading.network;
  context.addIssue({ code: "custom", message: reading.fault });
  return z.NEVER;
});

const allowedAddress = z.object({ network, note: oneLine(100).default("") });

/** A network that a robot may log in from, in canonical text, with a note for people. */
export type AllowedAddress = z.output<typeof allowedAddress>;

/** Where a robot may log in from; an empty list means anywhere. Of repeated networks the first stays. */
export const allowedAddressesSchema = atMost(
  z.array(allowedAddress),
  MAX_ALLOWED_ADDRESSES,
  `At most ${MAX_ALLOWED_ADDRESSES} addresses.`,
).transform((list) => list.filter(({ network }, index) => list.findIndex((one) => one.network === network) === index));

/** The stored form; empty for anywhere, so that most logins read nothing. */
export function formatAllowedAddresses(list: readonly AllowedAddress[]): string {
  return list.length === 0 ? "" : JSON.stringify(list.map(({ network, note }) => ({ network, note })));
}

export function parseAllowedAddresses(stored: string): AllowedAddress[] {
  return stored === "" ? [] : (JSON.parse(stored) as AllowedAddress[]);
}

/** "198.51.100.0/24 (Office)" */
export const allowedAddressText = ({ network, note }: AllowedAddress): string =>
  note === "" ? network : `${network} (${note})`;
