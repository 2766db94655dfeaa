import { isGuarded } from "../credentials/schemes";
import { toAppError } from "../db/errors";
import type { ErrorCode } from "../errors";
import type { Maybe } from "../maybe";
import { type Metrics, metrics } from "../metrics";

export type SecretKind = "generated" | "manual";

export const secretKind = (stored: string): SecretKind => (isGuarded(stored) ? "manual" : "generated");

const RESULTS: Partial<Record<ErrorCode, string>> = {
  BAD_REQUEST: "invalid",
  UNAUTHORIZED: "refused",
  TOO_MANY_REQUESTS: "throttled",
  UNAVAILABLE: "unavailable",
};

/** Counts and times a token request, whatever comes of it. Whose secret a wrong one was meant to be is unknown. */
export function measureToken<T extends { secret: SecretKind }>(issue: () => Maybe<T>): Maybe<T> {
  const measured = metrics();
  return measured ? measureWith(measured, issue) : issue();
}

async function measureWith<T extends { secret: SecretKind }>(measured: Metrics, issue: () => Maybe<T>): Promise<T> {
  const began = performance.now();
  try {
    const issued = await issue();
    measured.tokens.inc({ result: "issued", secret: issued.secret });
    const scheme = issued.secret === "manual" ? "bcrypt" : "sha256";
    measured.tokenSeconds.observe({ scheme }, (performance.now() - began) / 1000);
    return issued;
  } catch (error) {
    const code = toAppError(error)?.code;
    measured.tokens.inc({ result: (code && RESULTS[code]) ?? "failed", secret: "unknown" });
    throw error;
  }
}
