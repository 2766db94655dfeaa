/** The browser's time zone, so that the server writes times in it from the first paint. */
export const ZONE_COOKIE = "zone";

/** A time zone of a cookie; null if it is missing or unknown here. */
export function readZone(value: string | undefined): string | null {
  if (!value || !/^[A-Za-z0-9_+\-/]{1,64}$/.test(value)) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}
