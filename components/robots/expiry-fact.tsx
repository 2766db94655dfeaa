"use client";
import { useExpiryState } from "@/components/robots/use-expiry-state";
import { Badge } from "@/components/ui/badge";
import { Time } from "@/components/ui/time";

type ExpiryFactProps = {
  /** Epoch seconds; -1 for never. */
  expiresAt: number;
  /** The server's time at rendering, in epoch seconds; used until hydration. */
  now: number;
};

/** Marks dates that are past or near. */
export function ExpiryFact({ expiresAt, now }: ExpiryFactProps) {
  const state = useExpiryState(expiresAt, now);
  if (state === "never") return "Never";
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <Time value={expiresAt} format="absolute" />
      {state === "later" ? (
        <Time value={expiresAt} className="text-muted" />
      ) : (
        <Badge tone={state === "expired" ? "red" : "amber"}>
          {state === "expired" ? "Expired " : "Expires "}
          <Time value={expiresAt} />
        </Badge>
      )}
    </span>
  );
}
