"use client";
import KeyRound from "lucide-react/icons/key-round";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import { Badge } from "@/components/ui/badge";
import { useNow, useZone } from "@/components/ui/now";
import type { SecretState } from "@/lib/robots/secret-state";

/** "2 secrets until 30 Nov", "Secret leaked"; nothing for a robot with one secret. */
export function SecretsMark({ secrets: { old, leakedAt } }: { secrets: Pick<SecretState, "old" | "leakedAt"> }) {
  const now = useNow();
  const zone = useZone();
  return (
    <>
      {leakedAt ? (
        <Badge tone="red">
          <TriangleAlert aria-hidden="true" />
          Secret leaked
        </Badge>
      ) : null}
      {old && old.endsAt * 1000 > now ? (
        <Badge tone="blue">
          <KeyRound aria-hidden="true" />2 secrets until {dayText(old.endsAt, { now, timeZone: zone ?? "UTC" })}
        </Badge>
      ) : null}
    </>
  );
}

/** "30 Nov", or the time alone if that is today. */
function dayText(seconds: number, { now, timeZone }: { now: number; timeZone: string }): string {
  const end = new Date(seconds * 1000);
  const dayOf = (date: Date) => date.toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone });
  if (dayOf(end) !== dayOf(new Date(now))) return dayOf(end);
  return end.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
}
