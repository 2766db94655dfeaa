import type { ProbeFault, ProbeReply } from "./probe";

/** A value of the challenge: ours, and the registry's with every character made visible. */
export type Compared = { expected: string; found: string | null; isSame: boolean };

/** Of the registry's responses, it contains only the realm, service, scheme and status. */
export type CheckOutcome =
  | { kind: "no answer" | "tls fault" | "not http"; code: string }
  | { kind: "timeout" }
  | { kind: "redirect" | "open" | "no registry" | "unclear"; status: number }
  | { kind: "no challenge" }
  | { kind: "other scheme"; scheme: string }
  | { kind: "other challenge"; realm: Compared; service: Compared }
  | { kind: "token refused" }
  /** The registry accepts tokens only with their certificate (`wanted`), or only without. */
  | { kind: "other x5c"; wanted: boolean }
  /** `knowsNext`: whether it also accepts tokens signed with the announced key; null if none is announced. */
  | { kind: "good"; knowsNext: boolean | null };

const MAX_SHOWN = 200;

/** Shortens an untrusted text and replaces each character that isn't printable ASCII with its code point. */
export function visibleText(text: string): string {
  const shown = Array.from(text.slice(0, MAX_SHOWN + 1), (character) =>
    /^[\x20-\x7e]$/.test(character) ? character : `\\u{${character.codePointAt(0)?.toString(16)}}`,
  ).join("");
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

const sameUrl = (one: string, other: string) =>
  one === other || (URL.canParse(one) && URL.canParse(other) && new URL(one).href === new URL(other).href);

function compare(expected: string, found: string | undefined, isSame: boolean): Compared {
  return { expected, found: found === undefined ? null : visibleText(found), isSame };
}

function faultOutcome({ fault, code }: ProbeFault): CheckOutcome {
  return fault === "timeout" ? { kind: "timeout" } : { kind: fault, code };
}

/**
 * Judges a registry's response to a request without credentials.
 * @returns null if it sends clients to us as it should
 */
export function judgeChallenge(
  reply: ProbeReply | ProbeFault,
  ours: { realm: string; service: string },
): CheckOutcome | null {
  if ("fault" in reply) return faultOutcome(reply);
  const { status, challenges } = reply;
  if (status >= 300 && status < 400) return { kind: "redirect", status };
  if (status >= 200 && status < 300) return { kind: "open", status };
  if (status !== 401) return { kind: "no registry", status };
  const [first] = challenges;
  if (!first) return { kind: "no challenge" };
  const bearer = challenges.find(({ scheme }) => scheme === "bearer")?.parameters;
  if (!bearer) return { kind: "other scheme", scheme: visibleText(first.scheme) };
  const [realm, service] = [bearer.get("realm"), bearer.get("service")];
  const compared = {
    realm: compare(ours.realm, realm, sameUrl(ours.realm, realm ?? "")),
    service: compare(ours.service, service, ours.service === service),
  };
  return compared.realm.isSame && compared.service.isSame ? null : { kind: "other challenge", ...compared };
}

/**
 * Judges a registry's response to a token that grants nothing. Distribution says `invalid_token` for a wrong signature,
 * issuer, audience or time, and `insufficient_scope` only if all of those are right.
 * @returns null if it accepted the token
 */
export function judgeToken(reply: ProbeReply | ProbeFault): CheckOutcome | null {
  if ("fault" in reply) return faultOutcome(reply);
  const { status, challenges } = reply;
  const isAccepted = challenges.some(({ parameters }) => parameters.get("error") === "insufficient_scope");
  if ((status >= 200 && status < 300) || ((status === 401 || status === 403) && isAccepted)) return null;
  return status === 401 ? { kind: "token refused" } : { kind: "unclear", status };
}

/** The host and port of a realm if they differ from the registry's, which some clients reject; else null. */
export function otherHost(address: string, realm: string): string | null {
  const [registryHost, realmHost] = [address, realm].map((url) => (URL.canParse(url) ? new URL(url).host : url));
  return registryHost === realmHost ? null : (realmHost ?? null);
}
