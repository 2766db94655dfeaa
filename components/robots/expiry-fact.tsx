"use client";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/now";
import { Time } from "@/components/ui/time";
import { epochSeconds, NEVER } from "@/lib/robots/expiry";

const SOON_SECONDS = 7 * 86_400;

type ExpiryFactProps = {
  /** Epoch seconds, -1 for never. */
  expiresAt: number;
  /** The server's time at rendering, in epoch seconds: what decides until the page is live. */
  now: number;
};

/** When the robot expires: the date and how long that is, marked when it is past or near. */
export function ExpiryFact({ expiresAt, now }: ExpiryFactProps) {
  const browserNow = useNow();
  if (expiresAt === NEVER) return "Never";
  const left = expiresAt - (browserNow === null ? now : epochSeconds(browserNow));
  const tone = left <= 0 ? "red" : left < SOON_SECONDS ? "amber" : null;
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Time value={expiresAt} format="absolute" />
      {tone ? (
        <Badge tone={tone}>
          {left <= 0 ? "Expired " : "Expires "}
          <Time value={expiresAt} />
        </Badge>
      ) : (
        <Time value={expiresAt} className="text-muted" />
      )}
    </span>
  );
}
