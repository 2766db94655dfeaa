"use client";
import CircleX from "lucide-react/icons/circle-x";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { useRobotsContext } from "@/components/robots/robots-context";
import { useExpiryState } from "@/components/robots/use-expiry-state";
import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";

/** Uses the server's time until hydration. */
export function ExpiresCell({ expiresAt }: { expiresAt: number }) {
  const { now } = useRobotsContext();
  const state = useExpiryState(expiresAt, now);
  if (state === "never") return "Never";
  if (state === "later") return <Time value={expiresAt} />;
  return state === "expired" ? (
    <Badge tone="red">
      <CircleX aria-hidden="true" />
      Expired <Time value={expiresAt} />
    </Badge>
  ) : (
    <Badge tone="amber">
      <TriangleAlert aria-hidden="true" />
      <Time value={expiresAt} />
    </Badge>
  );
}
