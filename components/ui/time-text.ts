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

type DateParts = Record<"year" | "month" | "day" | "hour" | "minute" | "second" | "timeZoneName", string>;

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

/** Constructing one takes milliseconds, and pages have many times. */
function formatIn(zone: string | undefined): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const time = {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  } as const;
  const made = new Intl.DateTimeFormat("en", {
    ...time,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    timeZone: zone,
  });
  formats.set(zone, made);
  return made;
}

/** In numbers, which servers and browsers write alike. */
function partsIn(ms: number, zone: string | undefined): DateParts {
  const parts = formatIn(zone).formatToParts(ms);
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as DateParts;
}

/**
 * "4 Aug 2021, 15:58".
 * @param zone by default the computer's
 */
export function localText(ms: number, zone?: string): string {
  const { year, month, day, hour, minute } = partsIn(ms, zone);
  return `${day} ${MONTHS[Number(month) - 1]} ${year}, ${hour}:${minute}`;
}

/** "4 Aug 2021, 15:58:45 GMT+2". */
export function localExactText(ms: number, zone?: string): string {
  const { second, timeZoneName } = partsIn(ms, zone);
  return `${localText(ms, zone)}:${second} ${timeZoneName}`.trim();
}

/** For a `datetime-local` input: "2021-08-04T15:58". */
export function inputText(ms: number, zone: string): string {
  const { year, month, day, hour, minute } = partsIn(ms, zone);
  return `${year.padStart(4, "0")}-${month.padStart(2, "0")}-${day.padStart(2, "0")}T${hour}:${minute}`;
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
