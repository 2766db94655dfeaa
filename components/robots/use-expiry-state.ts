"use client";
import { useNow } from "@/components/ui/now";
import { epochSeconds, NEVER, SOON_SECONDS } from "@/lib/access/expiry";

/**
 * @param expiresAt epoch seconds; -1 for never
 * @param now the server's time at rendering, in epoch seconds; used until hydration
 */
export function useExpiryState(expiresAt: number, now: number): "never" | "expired" | "soon" | "later" {
  const browserNow = useNow();
  const left = expiresAt - (browserNow === null ? now : epochSeconds(browserNow));
  if (expiresAt === NEVER) return "never";
  if (left <= 0) return "expired";
  return left < SOON_SECONDS ? "soon" : "later";
}
