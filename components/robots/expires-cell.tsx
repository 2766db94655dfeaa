"use client";
import CircleX from "lucide-react/icons/circle-x";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useRobotsList } from "@/components/robots/robots-context";
import { useNow } from "@/components/ui/now";
import { Time } from "@/components/ui/time";
import { epochSeconds, NEVER } from "@/lib/robots/expiry";

const ICON = "mr-1.5 inline size-3.5 align-[-0.18em]";
const SOON_SECONDS = 7 * 86_400;

/** When a robot expires, or since when it has. Until the page is live, the server's time decides. */
export function ExpiresCell({ expiresAt }: { expiresAt: number }) {
  const { now } = useRobotsList();
  const browserNow = useNow();
  const left = expiresAt - (browserNow === null ? now : epochSeconds(browserNow));
  if (expiresAt === NEVER) return "Never";
  if (left <= 0)
    return (
      <span className="whitespace-nowrap text-red">
        <CircleX aria-hidden="true" className={ICON} />
        Expired <Time value={expiresAt} />
      </span>
    );
  if (left >= SOON_SECONDS) return <Time value={expiresAt} />;
  return (
    <span className="whitespace-nowrap text-amber">
      <TriangleAlert aria-hidden="true" className={ICON} />
      <Time value={expiresAt} />
    </span>
  );
}
