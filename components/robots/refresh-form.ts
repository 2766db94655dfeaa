import { z } from "zod";
import { localText } from "@/components/ui/time-text";
import { epochSeconds, NEVER } from "@/lib/access/expiry";
import { manualSecretSchema } from "@/lib/robots/schema";
import type { Grace, Renewal } from "@/lib/robots/secret-schema";

const DAY_SECONDS = 86_400;

/** Seconds of the offered periods; "until" has a date of its own. */
export const GRACE_SECONDS = { none: 0, hour: 3600, day: DAY_SECONDS, week: 7 * DAY_SECONDS } as const;
export type GraceChoice = keyof typeof GRACE_SECONDS | "until";
export type RenewalChoice = Renewal["kind"];

type Limits = { secretMaxLength: number; maxGraceSeconds: number };

/** A secret is generated unless `manual`; a manual one is typed twice. Dates are local, as the browser's input has them. */
export function refreshFormSchema({ secretMaxLength, maxGraceSeconds }: Limits) {
  return z
    .object({
      ...{ manual: z.boolean(), secret: z.string(), confirmation: z.string() },
      grace: z.enum(["none", "hour", "day", "week", "until"]),
      graceUntil: z.string(),
      fromFirstUse: z.boolean(),
      leaked: z.boolean(),
      renewal: z.enum(["keep", "days", "until"]),
      renewalUntil: z.string(),
    })
    .superRefine(({ manual, secret, confirmation }, context) => {
      if (!manual) return;
      const checked = manualSecretSchema(secretMaxLength).safeParse(secret);
      if (!checked.success)
        context.addIssue({ code: "custom", path: ["secret"], message: "Some of the rules below aren’t met yet." });
      if (secret !== confirmation)
        context.addIssue({ code: "custom", path: ["confirmation"], message: "The secrets don’t match." });
    })
    .superRefine(({ grace, graceUntil, leaked, renewal, renewalUntil }, context) => {
      const fault = grace === "until" && !leaked ? untilFault(graceUntil, epochSeconds() + maxGraceSeconds) : null;
      if (fault) context.addIssue({ code: "custom", path: ["grace"], message: fault });
      const late = renewal === "until" ? untilFault(renewalUntil, Number.POSITIVE_INFINITY) : null;
      if (late) context.addIssue({ code: "custom", path: ["renewal"], message: late });
    });
}
export type RefreshForm = z.output<ReturnType<typeof refreshFormSchema>>;

/** Why a local date and time can't be chosen, or null. @param latest Unix epoch seconds */
export function untilFault(text: string, latest: number): string | null {
  const at = localSeconds(text);
  if (at === null) return "Enter a date and a time.";
  if (at <= epochSeconds()) return "Choose a time in the future.";
  return at > latest ? `Choose ${localText(latest * 1000)} or earlier.` : null;
}

/** Unix epoch seconds of a local "2026-11-30T14:00"; null if invalid. */
export function localSeconds(text: string): number | null {
  const ms = new Date(text).getTime();
  return text === "" || Number.isNaN(ms) ? null : epochSeconds(ms);
}

/** The value of a date and time input. */
export function localInput(seconds: number): string {
  const date = new Date(seconds * 1000);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** A day if the old secret was used within one, so that nothing breaks; otherwise none. */
export function likelyGrace(lastUsedAt: Date | null, maxGraceSeconds: number): GraceChoice {
  if (!lastUsedAt || maxGraceSeconds < GRACE_SECONDS.day) return "none";
  return Date.now() - lastUsedAt.getTime() < DAY_SECONDS * 1000 ? "day" : "none";
}

export function graceOf({ grace, graceUntil, leaked }: RefreshForm): Grace {
  if (leaked || grace === "none") return { kind: "none" };
  if (grace === "until") return { kind: "until", at: localSeconds(graceUntil) ?? 0 };
  return { kind: "for", seconds: GRACE_SECONDS[grace] };
}

/** @param lifetime in days */
export function renewalOf({ renewal, renewalUntil }: RefreshForm, lifetime: number): Renewal {
  if (renewal === "until") return { kind: "until", at: localSeconds(renewalUntil) ?? 0 };
  return renewal === "days" ? { kind: "days", days: lifetime } : { kind: "keep" };
}

type Lifetime = { expiresAt: number; createdAt: Date; expirySetAt: Date | null };

/** For how many days the robot's expiry was last set ahead; null if it never expires. */
export function lifetimeDays({ expiresAt, createdAt, expirySetAt }: Lifetime): number | null {
  if (expiresAt === NEVER) return null;
  return Math.max(1, Math.round((expiresAt - epochSeconds(expirySetAt ?? createdAt)) / DAY_SECONDS));
}
