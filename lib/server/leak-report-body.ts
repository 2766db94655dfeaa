import { z } from "zod";
import { atMost } from "@/lib/bounded-array";
import { AppError } from "@/lib/errors";
import type { FoundCredential } from "@/lib/registry/found-secrets";

const MOST_CREDENTIALS = 100;
const text = z.string().min(1).max(1024);
const SHAPE =
  'send {"credentials": [...]}: each one a secret, "<login name>:<secret>", or an object with name and secret';
const reportSchema = z.object(
  {
    credentials: atMost(
      z.array(z.union([text, z.object({ name: text, secret: text })], SHAPE), SHAPE),
      MOST_CREDENTIALS,
      `at most ${MOST_CREDENTIALS} credentials in one report`,
    ),
  },
  SHAPE,
);

/** @throws AppError BAD_REQUEST for another shape or too many credentials */
export function readReport(body: string): FoundCredential[] {
  const parsed = reportSchema.safeParse(parseJson(body));
  if (!parsed.success) throw new AppError("BAD_REQUEST", parsed.error.issues[0]?.message ?? SHAPE);
  return parsed.data.credentials.flatMap((found) => {
    if (typeof found !== "string") return [found];
    const colon = found.indexOf(":");
    const whole = { name: null, secret: found };
    return colon < 1 ? [whole] : [whole, { name: found.slice(0, colon), secret: found.slice(colon + 1) }];
  });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new AppError("BAD_REQUEST", SHAPE, { cause: error });
  }
}
