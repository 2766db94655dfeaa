import type { Actor } from "@/lib/access/caller";
import { recordAudit, refuse } from "../audit/service";
import { bump } from "../credentials/counters";
import { withTransaction } from "../db/transaction";
import { env } from "../env";
import { AppError } from "../errors";
import { type CheckOutcome, judgeChallenge, judgeToken, otherHost } from "./check-outcome";
import { realmOf } from "./connect";
import type { SigningKey } from "./keys";
import { probe } from "./probe";
import type { CheckRegistryInput } from "./schema";
import { announcedKey, readKeyRing } from "./signing-keys";
import { CHECK_SUBJECT, signToken } from "./token";

/** What was asked and what came of it. `realmHost`: where its clients get tokens, unless it is the address itself. */
export type RegistryCheck = { address: string; outcome: CheckOutcome; realmHost: string | null };

/** Checks a person may ask for in a minute. */
export const CHECKS_PER_MINUTE = 20;
const TOKEN_SECONDS = 60;

/**
 * Asks a registry whether it sends clients here and takes our tokens: without credentials first, then, only if its
 * challenge is ours, with a token that lives a minute and grants nothing. System admins only.
 * @throws AppError FORBIDDEN for others; TOO_MANY_REQUESTS
 */
export async function checkRegistry(actor: Actor, { address }: CheckRegistryInput): Promise<RegistryCheck> {
  const about = { actor, action: "registry.check", targetName: address } as const;
  if (!actor.isAdmin) await refuse(about, "FORBIDDEN", "Only system admins can check registries.");
  await countCheck(actor);
  const outcome = await lookAt(address);
  await withTransaction((tx) => recordAudit(tx, { ...about, details: { outcome: outcome.kind } }));
  const realmHost = outcome.kind === "good" ? otherHost(address, realmOf(env().PUBLIC_URL)) : null;
  return { address, outcome, realmHost };
}

async function lookAt(address: string): Promise<CheckOutcome> {
  const { PUBLIC_URL, REGISTRY_SERVICE } = env();
  const ours = { realm: realmOf(PUBLIC_URL), service: REGISTRY_SERVICE };
  const misled = judgeChallenge(await probe(address, null), ours);
  if (misled) return misled;
  const { signing } = await readKeyRing();
  const refused = await tryKey(address, signing);
  if (refused) return refused.kind === "token refused" ? whyRefused(address, signing, refused) : refused;
  const next = await announcedKey();
  if (!next) return { kind: "good", knowsNext: null };
  const unknown = await tryKey(address, next);
  return unknown === null || unknown.kind === "token refused" ? { kind: "good", knowsNext: !unknown } : unknown;
}

/** Distribution 3 takes a certificate in the token with a bundle only, and with a key set not at all. */
async function whyRefused(address: string, key: SigningKey, refused: CheckOutcome): Promise<CheckOutcome> {
  const wanted = !env().TOKEN_X5C;
  return (await tryKey(address, key, wanted)) === null ? { kind: "other x5c", wanted } : refused;
}

/** Null when the registry takes a token of that key. */
async function tryKey(
  address: string,
  key: SigningKey,
  withCertificate = env().TOKEN_X5C,
): Promise<CheckOutcome | null> {
  const { TOKEN_ISSUER, REGISTRY_SERVICE } = env();
  const { token } = await signToken(key, {
    issuer: TOKEN_ISSUER,
    service: REGISTRY_SERVICE,
    subject: CHECK_SUBJECT,
    access: [],
    now: Math.floor(Date.now() / 1000),
    ttlSeconds: TOKEN_SECONDS,
    notAfter: Number.MAX_SAFE_INTEGER,
    withCertificate,
  });
  return judgeToken(await probe(address, token));
}

async function countCheck(actor: Actor): Promise<void> {
  const counter = { key: `registry-check:${actor.id}`, limit: CHECKS_PER_MINUTE, seconds: 60 };
  await withTransaction(async (tx) => {
    const { points, waitMs } = await bump(tx, counter);
    if (points <= counter.limit) return;
    const seconds = Math.max(1, Math.ceil(waitMs / 1000));
    const message = `Too many checks in a short time. Try again in ${seconds} seconds.`;
    throw new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
  });
}
