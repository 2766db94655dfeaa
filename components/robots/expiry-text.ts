import { localText, toMoment } from "@/components/ui/time-text";
import { epochSeconds, expiresAfter, NEVER } from "@/lib/access/expiry";
import type { ExpiryChange } from "@/lib/robots/schema";

/** In local time: "4 Aug 2021, 15:58", "after 9999", "never". Epoch seconds; -1 for never. */
export function expiryText(expiresAt: number): string {
  if (expiresAt === NEVER) return "never";
  const moment = toMoment(expiresAt);
  return typeof moment === "number" ? localText(moment) : "after 9999";
}

/**
 * Describes the effect before saving; empty while the days are invalid.
 * @param current the stored expiry, which `keep` keeps
 */
export function resultText(change: ExpiryChange, current: number, nowMs: number): string {
  if (change.kind === "days" && change.days < 1) return "";
  const now = epochSeconds(nowMs);
  const at = change.kind === "keep" ? current : expiresAfter(change.kind === "never" ? NEVER : change.days, now);
  if (!Number.isSafeInteger(at)) return "";
  if (at === NEVER) return "It never expires.";
  return at > now ? `It expires ${onOrAfter(at)}.` : `It expired on ${expiryText(at)} and can’t log in.`;
}

function onOrAfter(at: number): string {
  const text = expiryText(at);
  return text.startsWith("after") ? text : `on ${text}`;
}

/** NaN unless it is a whole number. */
export function parseDays(text: string): number {
  return /^\s*\d{1,15}\s*$/.test(text) ? Number(text) : Number.NaN;
}

/** A new robot's lifetime in days; -1 for never. */
export function durationOf(expiry: ExpiryChange): number {
  return expiry.kind === "days" ? expiry.days : NEVER;
}
