import { z } from "zod";
import { MAX_DURATION_DAYS } from "@/lib/access/expiry";
import { optional } from "./robot-schema";

/** The body of PATCH. */
export const robotSecretSchema = z
  .object(
    {
      secret: optional(z.string("secret must be a string")).meta({
        description: "The new secret. If empty or omitted, one is generated.",
      }),
    },
    "the body must be an object",
  )
  .meta({ id: "RobotSec" });

const seconds = z.int();

/** The body of POST `…/secret/rotate`. */
export const rotateSchema = z
  .object(
    {
      grace_seconds: seconds.min(0).max(3_153_600_000).meta({
        description:
          "How long the old secret keeps working; 0 stops it at once. The policy sets the maximum. A robot account that rotates itself needs at least 60.",
      }),
      start: optional(z.enum(["now", "first-use"])).meta({
        description:
          "`first-use` counts from the first use of the new secret; until then the old one works, for as long as the policy allows. `now` if omitted.",
      }),
      secret: optional(z.string("secret must be a string")).meta({
        description: "The new secret. If empty or omitted, one is generated.",
      }),
      renew_days: optional(z.int().min(1).max(MAX_DURATION_DAYS)).meta({
        description: "Also sets the expiry, to this many days from now. Only people can use it.",
      }),
    },
    "the body must be an object",
  )
  .meta({ id: "SecretRotation" });

/** The body of PATCH `…/secret/previous`. */
export const previousSecretSchema = z
  .object(
    { expires_at: seconds.min(1).max(253_402_300_799).meta({ description: "Unix epoch seconds, in the future." }) },
    "the body must be an object",
  )
  .meta({ id: "PreviousSecretChange" });

const count = z.int();

export const secretShown = z
  .object({ secret: z.string().optional().meta({ description: "The generated secret; absent if you sent one." }) })
  .meta({ id: "RobotSecret" });

export const secretRotated = z
  .object({
    secret: z.string().optional().meta({ description: "The generated secret; absent if you sent one." }),
    previous_secret_expires_at: count.nullable().meta({ description: "Unix epoch seconds; null if it has stopped." }),
    expires_at: count.meta({ description: "The robot account’s expiry in Unix epoch seconds; -1 for never." }),
  })
  .meta({ id: "RotatedSecret" });

export const previousSecretShown = z.object({ expires_at: count }).meta({ id: "PreviousSecret" });
