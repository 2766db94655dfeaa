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

/** `realmHost`: where the registry's clients get tokens, if not from the registry's own host. */
export type RegistryCheck = { address: string; outcome: CheckOutcome; realmHost: string | null };

/** Per person. */
export const CHECKS_PER_MINUTE = 20;
const TOKEN_SECONDS = 60;

/**
 * Checks whether a registry sends clients here and accepts our tokens: first without credentials, then, only if its
 * challenge is ours, with a token that lasts a minute and grants nothing.
 * @throws AppError FORBIDDEN for anyone but system admins; TOO_MANY_REQUESTS
 */
export async function checkRegistry(actor: Actor, { address }: CheckRegistryInput): Promise<RegistryCheck> {
  const about = { actor, action: "registry.check", targetName: address } as const;
  if (!actor.isAdmin) await refuse(about, "FORBIDDEN", "Only system admins can check registries.");
  await countCheck(actor);
  const outcome = await checkAddress(address);
  await withTransaction((tx) => recordAudit(tx, { ...about, details: { outcome: outcome.kind } }));
  const realmHost = outcome.kind === "good" ? otherHost(address, realmOf(env().PUBLIC_URL)) : null;
  return { address, outcome, realmHost };
}

async function checkAddress(address: string): Promise<CheckOutcome> {
  const { PUBLIC_URL, REGISTRY_SERVICE } = env();
  const ours = { realm: realmOf(PUBLIC_URL), service: REGISTRY_SERVICE };
  const challengeFault = judgeChallenge(await probe(address, null), ours);
  if (challengeFault) return challengeFault;
  const { signing } = await readKeyRing();
  const refusal = await tryKey(address, signing);
  if (refusal) return refusal.kind === "token refused" ? explainRefusal(address, signing, refusal) : refusal;
  const next = await announcedKey();
  if (!next) return { kind: "good", knowsNext: null };
  const nextRefusal = await tryKey(address, next);
  if (nextRefusal && nextRefusal.kind !== "token refused") return nextRefusal;
  return { kind: "good", knowsNext: nextRefusal === null };
}

/** Distribution 3 needs a certificate in the token with a bundle, and rejects one with a key set. */
async function explainRefusal(address: string, key: SigningKey, refusal: CheckOutcome): Promise<CheckOutcome> {
  const wanted = !env().TOKEN_X5C;
  return (await tryKey(address, key, wanted)) === null ? { kind: "other x5c", wanted } : refusal;
}

/** @returns null if the registry accepts a token signed with this key */
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
    const message = `Too many checks. Try again in ${seconds === 1 ? "1 second" : `${seconds} seconds`}.`;
    throw new AppError("TOO_MANY_REQUESTS", message, { retryAfterSeconds: seconds });
  });
}
