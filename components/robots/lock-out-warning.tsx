"use client";
import type { LastUse } from "@/components/robots/robot-draft";
import { Alert } from "@/components/ui/alert";
import { useNow } from "@/components/ui/now";
import { Time } from "@/components/ui/time";
import { isAmong } from "@/lib/access/networks";

const RECENT_MS = 30 * 86_400_000;

type LockOutWarningProps = { networks: readonly string[]; lastUse: LastUse | undefined };

/** Shown if an address that the robot used in the last 30 days isn't in the list. */
export function LockOutWarning({ networks, lastUse }: LockOutWarningProps) {
  const now = useNow();
  const { lastUsedAddress: address = null, lastUsedAt: at = null } = lastUse ?? {};
  const isRecent = now !== null && at !== null && now - new Date(at).getTime() < RECENT_MS;
  if (address === null || at === null || !isRecent || isAmong(networks, address)) return null;
  return (
    <Alert tone="warn" title={`This locks out ${address}`}>
      The robot last logged in from there <Time value={at} />. Add it if it’s still in use.
    </Alert>
  );
}
