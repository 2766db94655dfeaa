"use client";
import CircleX from "lucide-react/icons/circle-x";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useRobotsContext } from "@/components/robots/robots-context";
import { useExpiryState } from "@/components/robots/use-expiry-state";
import { Time } from "@/components/ui/time";

const ICON = "mr-1.5 inline size-3.5 align-[-0.18em]";

/** Uses the server's time until hydration. */
export function ExpiresCell({ expiresAt }: { expiresAt: number }) {
  const { now } = useRobotsContext();
  const state = useExpiryState(expiresAt, now);
  if (state === "never") return "Never";
  if (state === "expired")
    return (
      <span className="whitespace-nowrap text-red">
        <CircleX aria-hidden="true" className={ICON} />
        Expired <Time value={expiresAt} />
      </span>
    );
  if (state === "later") return <Time value={expiresAt} />;
  return (
    <span className="whitespace-nowrap text-amber">
      <TriangleAlert aria-hidden="true" className={ICON} />
      <Time value={expiresAt} />
    </span>
  );
}
