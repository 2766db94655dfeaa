import { relativeText } from "@/components/ui/time-text";

/** "last used 3 minutes ago from 10.1.2.3", "never used". Only in the browser: it depends on the current time. */
export function lastUseText(at: Date | null, address: string | null): string {
  if (!at) return "never used";
  return `last used ${relativeText(at.getTime(), Date.now())}${address ? ` from ${address}` : ""}`;
}

/** Whether it was used within a day. */
export function isUsedLately(at: Date | null): at is Date {
  return at !== null && Date.now() - at.getTime() < 86_400_000;
}
