"use client";
import { createContext, use } from "react";
import { useNow, useZone } from "@/components/ui/now";
import { localExactText, localText, relativeText, type TimeValue, toMoment, utcText } from "@/components/ui/time-text";
import { Tooltip } from "@/components/ui/tooltip";
import { cn } from "@/lib/cn";

/** -1 in tables, where arrow keys reach times. */
export const TimeTabStop = createContext(0);

type TimeProps = {
  value: TimeValue;
  /** "relative": in 29 days. "absolute": 4 Aug 2021, 15:58. "exact": 4 Aug 2021, 15:58:45 GMT+2. */
  format?: "relative" | "absolute" | "exact";
  className?: string;
};

/** In local time, with the exact time on hover and focus; in UTC until the server knows the reader's time zone. */
export function Time({ value, format = "relative", className }: TimeProps) {
  const now = useNow();
  const zone = useZone();
  const tabStop = use(TimeTabStop);
  const moment = toMoment(value);
  if (moment === "later") return <span className={className}>after 9999</span>;
  if (moment === null) return <span className={className}>{String(value)}</span>;
  const absolute = (exact: boolean) => {
    if (zone === null) return utcText(moment);
    return exact ? localExactText(moment, zone) : localText(moment, zone);
  };
  return (
    <Tooltip text={() => absolute(true)}>
      <time
        dateTime={new Date(moment).toISOString()}
        tabIndex={tabStop}
        className={cn("whitespace-nowrap rounded-sm", className)}
      >
        {format === "relative" ? relativeText(moment, now) : absolute(format === "exact")}
      </time>
    </Tooltip>
  );
}
