"use client";
import { type ReactNode, useEffect } from "react";
import { browserZone, type ServerClock as Clock, ServerClockContext } from "@/components/ui/now";
import { ZONE_COOKIE } from "@/components/ui/zone";

const YEAR_SECONDS = 31_536_000;

/** Lets pages write times as the browser will, and tells the server the browser's time zone for the next page. */
export function ServerClock({ now, zone, children }: Clock & { children: ReactNode }) {
  useEffect(() => {
    const own = browserZone();
    if (own === zone) return;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    const attributes = `Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
    // The Cookie Store API is unavailable on http origins.
    Object.assign(document, { cookie: `${ZONE_COOKIE}=${encodeURIComponent(own)}; ${attributes}` });
  }, [zone]);
  return <ServerClockContext value={{ now, zone }}>{children}</ServerClockContext>;
}
