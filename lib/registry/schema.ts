import { z } from "zod";

/** A host name of 253 characters with its scheme and port fits. */
const MAX_ADDRESS = 300;
const MAX_HOST = 253;
const NO_ADDRESS = "That isn’t a valid address. Enter a host, host:port or URL such as https://registry.example.com.";
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?(?:\/|$)/i;

type Reading = { origin: string } | { fault: string };

/**
 * Reads a registry's address: a host, host:port, or an http(s) URL of its root or of `/v2/`. Without a scheme it is
 * https, and http for loopback addresses, as in docker.
 */
export function readRegistryAddress(text: string): Reading {
  const typed = text.trim();
  if (!/^[\x21-\x7e]+$/.test(typed) || typed.includes("\\")) return { fault: NO_ADDRESS };
  if (typed.includes("@")) return { fault: "Leave out the username and password; the check doesn’t use them." };
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme && scheme !== "http" && scheme !== "https") return { fault: "Only http:// and https:// can be checked." };
  const whole = scheme ? typed : `${LOOPBACK.test(typed) ? "http" : "https"}://${typed}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  if (!url || url.port === "0" || url.hostname.length > MAX_HOST) return { fault: NO_ADDRESS };
  if (!/^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(url.hostname)) return { fault: NO_ADDRESS };
  const isRoot = /^\/(?:v2\/?)?$/.test(url.pathname) && !/[?#]/.test(typed);
  return isRoot ? { origin: url.origin } : { fault: "Enter only the host. A registry’s API is always at /v2/." };
}

/** The output is an origin such as `https://registry.example.com:5000`. */
export const checkRegistrySchema = z.object({
  address: z
    .string()
    .min(1, "Enter the registry’s address.")
    .max(MAX_ADDRESS, NO_ADDRESS)
    .transform((text, context) => {
      const reading = readRegistryAddress(text);
      if ("origin" in reading) return reading.origin;
      context.addIssue({ code: "custom", message: reading.fault });
      return z.NEVER;
    }),
});
export type CheckRegistryInput = z.output<typeof checkRegistrySchema>;

/** The output is a host or host:port, or null for an empty text. */
export const setRegistryHostSchema = z.object({
  host: z
    .string()
    .max(MAX_ADDRESS, NO_ADDRESS)
    .transform((text, context) => {
      if (text.trim() === "") return null;
      const reading = readRegistryAddress(text);
      if ("origin" in reading) return new URL(reading.origin).host;
      context.addIssue({ code: "custom", message: reading.fault });
      return z.NEVER;
    }),
});
export type SetRegistryHostInput = z.output<typeof setRegistryHostSchema>;

/** The announced key to switch to, so that a key announced in the meantime is never used by mistake. */
export const switchKeySchema = z.object({ kid: z.string().min(1).max(100) });

export const announceKeySchema = z.object({});
