const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const YEAR_9999_END_MS = 253_402_300_799_999;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;

/** Milliseconds since 1970, or "later" past the year 9999; null if invalid. */
export type Moment = number | "later" | null;

/** A Date, ISO 8601 text, or Unix epoch seconds. */
export type TimeValue = Date | string | number;

export function toMoment(value: TimeValue): Moment {
  const ms = typeof value === "number" ? value * 1000 : new Date(value).getTime();
  if (Number.isNaN(ms)) return null;
  return ms > YEAR_9999_END_MS ? "later" : ms;
}

const two = (value: number) => String(value).padStart(2, "0");

/** "4 Aug 2021" in UTC, the same on every server and in every browser. */
export function utcDate(ms: number): string {
  const date = new Date(ms);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** "4 Aug 2021, 13:58 UTC". */
export function utcText(ms: number): string {
  const date = new Date(ms);
  return `${utcDate(ms)}, ${two(date.getUTCHours())}:${two(date.getUTCMinutes())} UTC`;
}

/** "4 Aug 2021, 15:58" in local time. */
export function localText(ms: number): string {
  const date = new Date(ms);
  const day = `${date.getDate()} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`;
  return `${day}, ${two(date.getHours())}:${two(date.getMinutes())}`;
}

let zones: Intl.DateTimeFormat | undefined;

/** "4 Aug 2021, 15:58:45 GMT+2". */
export function localExactText(ms: number): string {
  const date = new Date(ms);
  // Constructing one takes milliseconds, and pages have many times.
  zones ??= new Intl.DateTimeFormat("en", { timeZoneName: "short" });
  const parts = zones.formatToParts(date);
  const zone = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return `${localText(ms)}:${two(date.getSeconds())} ${zone}`.trim();
}

/** "in 29 days", "3 days ago". Days up to 100 and months up to two years, so that common lifetimes stay exact. */
export function relativeText(ms: number, nowMs: number): string {
  const seconds = (ms - nowMs) / 1000;
  const size = Math.abs(seconds);
  if (size < 45) return seconds > 0 ? "in a moment" : "just now";
  if (size < 59.5 * MINUTE) return phrase(seconds, MINUTE, "minute");
  if (size < 23.5 * HOUR) return phrase(seconds, HOUR, "hour");
  if (size < 100 * DAY) return phrase(seconds, DAY, "day");
  if (size < 23.5 * MONTH) return phrase(seconds, MONTH, "month");
  return phrase(seconds, YEAR, "year");
}

function phrase(seconds: number, unitSeconds: number, unit: string): string {
  const count = Math.max(1, Math.round(Math.abs(seconds) / unitSeconds));
  const text = `${count} ${unit}${count === 1 ? "" : "s"}`;
  return seconds > 0 ? `in ${text}` : `${text} ago`;
}
