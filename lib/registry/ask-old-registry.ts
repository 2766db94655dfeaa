import { randomBytes } from "node:crypto";
import type { Challenge } from "./challenge";
import { PROBE_LIMIT_MS, type ProbeFault, type ProbeReply, requestOnce } from "./probe";

/** The old registry: its origin, and that of its token endpoint, or null if it takes Basic authentication itself. */
export type OldRegistry = { origin: string; realmOrigin: string | null };

export type Answer = "right" | "wrong" | { fault: string };

type Basic = { name: string; secret: string };

/**
 * Asks a registry about a login as `docker login` does. Redirects aren't followed, and the secret goes only to the two
 * origins that were known at the import. A registry that accepts any secret counts as one that doesn't answer.
 */
export async function askOldRegistry(registry: OldRegistry, login: Basic): Promise<Answer> {
  const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
  const answer = await ask(registry, login, signal);
  if (answer !== "right") return answer;
  const control = await ask(registry, { name: login.name, secret: randomBytes(24).toString("hex") }, signal);
  return control === "right" ? { fault: "it accepts any secret" } : control === "wrong" ? "right" : control;
}

async function ask({ origin, realmOrigin }: OldRegistry, login: Basic, signal: AbortSignal): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${login.name}:${login.secret}`).toString("base64")}`;
  const reply = await requestOnce(new URL("/v2/", origin), { authorization, signal });
  const realm = "fault" in reply ? null : realmOf(reply);
  if (!realm) return verdict(reply);
  if (realm.origin !== realmOrigin) return { fault: `it sends clients to ${realm.origin} now` };
  realm.searchParams.set("account", login.name);
  return verdict(await requestOnce(realm, { authorization, signal }));
}

function verdict(reply: ProbeReply | ProbeFault): Answer {
  if ("fault" in reply) return { fault: `${reply.fault} (${reply.code})` };
  if (reply.status === 200) return "right";
  return reply.status === 401 || reply.status === 403 ? "wrong" : { fault: `status ${reply.status}` };
}

/** The token endpoint that a Bearer challenge names, with its service. */
function realmOf({ status, challenges }: ProbeReply): URL | null {
  const bearer = status === 401 ? challenges.find(({ scheme }) => scheme === "bearer") : undefined;
  const text = bearer?.parameters.get("realm") ?? "";
  if (!bearer || !URL.canParse(text)) return null;
  const realm = new URL(text);
  const service = serviceOf(bearer);
  if (service !== undefined) realm.searchParams.set("service", service);
  return realm;
}

const serviceOf = ({ parameters }: Challenge) => parameters.get("service");

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const isLocal = ({ protocol, hostname }: URL) => protocol === "http:" && LOOPBACK.test(hostname);

/** Whether secrets may be sent there. */
const isSafe = (url: URL) => url.protocol === "https:" || isLocal(url);

/** A registry elsewhere must not make Purser send requests to this machine's own services. */
const isSafeRealm = (realm: URL, origin: string) =>
  isSafe(realm) && (LOOPBACK.test(new URL(origin).hostname) || !LOOPBACK.test(realm.hostname));

/**
 * Finds where a registry sends its clients, and whether it tells a wrong secret from a right one.
 * @param origin as returned by `readRegistryAddress`
 */
export async function meetOldRegistry(origin: string): Promise<OldRegistry | { fault: string }> {
  if (!isSafe(new URL(origin))) return { fault: "secrets would go there unencrypted; use https://" };
  const signal = AbortSignal.timeout(PROBE_LIMIT_MS);
  const reply = await requestOnce(new URL("/v2/", origin), { authorization: null, signal });
  if ("fault" in reply) return { fault: `${reply.fault} (${reply.code})` };
  if (reply.status !== 401) return { fault: `it answers /v2/ with ${reply.status} instead of asking for credentials` };
  const realm = realmOf(reply);
  if (realm && !isSafeRealm(realm, origin))
    return { fault: `it sends clients to ${realm.protocol}//${realm.host}, which isn’t https or is on this machine` };
  const registry = { origin, realmOrigin: realm?.origin ?? null };
  const wrong = { name: `purser-${randomBytes(6).toString("hex")}`, secret: randomBytes(24).toString("hex") };
  const answer = await ask(registry, wrong, signal);
  if (answer === "right") return { fault: "it accepts any secret" };
  return answer === "wrong" ? registry : answer;
}
