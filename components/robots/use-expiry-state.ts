"use client";
import { useNow } from "@/components/ui/now";
import { epochSeconds, NEVER, SOON_SECONDS } from "@/lib/access/expiry";

/**
 * @param expiresAt epoch seconds; -1 for never
 * @param now the server's time at rendering, in epoch seconds
 */
export function useExpiryState(expiresAt: number, now: number): "never" | "expired" | "soon" | "later" {
  const browserNow = useNow();
  // A slow clock in the browser must not revive a robot that has expired.
  const left = expiresAt - Math.max(now, epochSeconds(browserNow));
  if (expiresAt === NEVER) return "never";
  if (left <= 0) return "expired";
  return left < SOON_SECONDS ? "soon" : "later";
}
