import { epochSeconds } from "@/lib/access/expiry";
import { keyOf } from "../events/record";
import type { EventData } from "../events/schema";
import { inSlices, type ScannedRobot, tell } from "./scan";

const DAY_SECONDS = 86_400;

/** Tells of old secrets that end within a day although something used them within the last one; once per end. */
export async function scanOldSecrets(now: Date, signal: AbortSignal): Promise<void> {
  const seconds = epochSeconds(now);
  const active = { disabled: false, expiresAt: { gt: BigInt(seconds) } };
  const ending = {
    // Both levels, so that the index by level finds them.
    level: { in: ["project", "system"] },
    oldSecretEndsAt: { gt: BigInt(seconds), lte: BigInt(seconds + DAY_SECONDS) },
    oldSecretUsedAt: { gte: new Date(now.getTime() - DAY_SECONDS * 1000) },
  };
  await inSlices(signal, { ...active, ...ending }, (robots) =>
    tell(
      robots.filter(isOldSecretCurrent).map((robot) => ({
        key: keyOf("robot.secret.ending", robot.id, Number(robot.oldSecretEndsAt)),
        type: "robot.secret.ending" as const,
        robot,
        actor: userOf(robot),
        changes: { endsAt: Number(robot.oldSecretEndsAt) },
      })),
      now,
    ),
  );
}

/** An earlier release refreshes a secret without touching the old one's columns. */
export const isOldSecretCurrent = (robot: Pick<ScannedRobot, "oldSecretReplacedAt" | "secretChangedAt">) =>
  robot.oldSecretReplacedAt?.getTime() === robot.secretChangedAt.getTime();

const userOf = ({ loginName, oldSecretUsedAddress: address }: ScannedRobot): EventData["actor"] => ({
  type: "robot",
  name: loginName,
  ...(address !== null && { address }),
});
