import type { CheckOutcome } from "./check-outcome";

/** What a check found, for people: one line, what it means, and the next step. */
export type CheckWords = { isGood: boolean; title: string; text: string };

const wrong = (title: string, text: string): CheckWords => ({ isGood: false, title, text });

const TLS_REASONS: Record<string, string> = {
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  CERT_NOT_YET_VALID: "Its certificate is not valid yet, or this server’s clock is wrong.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for another host name.",
  EPROTO: "It answers, but not with TLS. If it serves plain HTTP, type the address with http:// in front.",
};
const UNTRUSTED =
  "This server does not trust its certificate. If a private authority issued it, start Purser with NODE_EXTRA_CA_CERTS naming that authority’s certificate.";

const NO_ANSWER: Record<string, string> = {
  ENOTFOUND: "This server’s name service does not know the host.",
  EAI_AGAIN: "This server’s name service does not answer.",
  ECONNREFUSED: "Nothing listens on that port, or a firewall refuses.",
  ECONNRESET: "It closed the connection without an answer. It may want https:// in front, or http://.",
};

/** Puts an outcome into words. */
export function describeOutcome(outcome: CheckOutcome): CheckWords {
  switch (outcome.kind) {
    case "good":
      return goodWords(outcome.knowsNext);
    case "no answer":
      return wrong(`The registry does not answer (${outcome.code})`, noAnswerText(outcome.code));
    case "timeout":
      return wrong("The registry does not answer within 5 seconds", noAnswerText("ETIMEDOUT"));
    case "tls fault":
      return wrong(`No secure connection (${outcome.code})`, TLS_REASONS[outcome.code] ?? UNTRUSTED);
    case "not http":
      return wrong(`The answer is not HTTP (${outcome.code})`, "Something else listens there: check host and port.");
    case "redirect":
    case "open":
    case "no registry":
    case "unclear":
      return statusWords(outcome.kind, outcome.status);
    default:
      return challengeWords(outcome);
  }
}

function goodWords(knowsNext: boolean | null): CheckWords {
  const text = "It sends its clients here for tokens and takes the ones signed with the key in use.";
  const title = "The registry is connected";
  if (knowsNext === null) return { isGood: true, title, text };
  return knowsNext
    ? {
        isGood: true,
        title: "The registry is connected and knows the next key",
        text: `${text} As far as this registry goes, you can switch.`,
      }
    : wrong(
        "The registry is connected, but does not know the next key",
        `${text} Give it the new files and restart it before you switch.`,
      );
}

const noAnswerText = (code: string) =>
  `${NO_ANSWER[code] ?? "The host is down, or the way to it is closed."} The request comes from the server that Purser runs on.`;

function statusWords(kind: "redirect" | "open" | "no registry" | "unclear", status: number): CheckWords {
  switch (kind) {
    case "redirect":
      return wrong(
        `It answers with a redirect (${status})`,
        "Redirects are not followed. Type the address it leads to, perhaps the same with https:// in front.",
      );
    case "open":
      return wrong(
        `It lets everybody in (${status} instead of 401)`,
        "It asks for no login: its configuration has no auth section, or it was not restarted. Or it is no registry at all.",
      );
    case "unclear":
      return wrong(
        `Its answer to a token is ${status}`,
        "It sends its clients here, but what it makes of our tokens does not show. Its log may say more.",
      );
    case "no registry":
      return wrong(
        `This does not look like a registry (${status} instead of 401)`,
        status === 400
          ? "Perhaps it wants https:// in front of the address."
          : "A registry answers 401 at /v2/ to who is not logged in. Check host and port, and the proxy in front of it.",
      );
  }
}

type ChallengeOutcome = Extract<
  CheckOutcome,
  { kind: "no challenge" | "other scheme" | "other challenge" | "token refused" | "other x5c" }
>;

function challengeWords(outcome: ChallengeOutcome): CheckWords {
  const again = "Take the configuration on this page over, and restart it.";
  switch (outcome.kind) {
    case "no challenge":
      return wrong("It does not say where to log in", `Its 401 has no WWW-Authenticate header. ${again}`);
    case "other scheme":
      return wrong(`It asks for ${outcome.scheme} instead of Bearer`, `It checks logins itself. ${again}`);
    case "other challenge": {
      const { realm, service } = outcome;
      const both = realm.isSame ? "service" : service.isSame ? "realm" : "realm and service";
      return wrong(`It sends its clients elsewhere: another ${both}`, again);
    }
    case "other x5c":
      return outcome.wanted
        ? wrong(
            "TOKEN_X5C must be true for this registry",
            "It refuses our tokens, but takes them with their certificate: Distribution 3 needs that with rootcertbundle. Start Purser with TOKEN_X5C=true, or configure the registry with the key set (jwks) instead.",
          )
        : wrong(
            "TOKEN_X5C must be false for this registry",
            "It refuses our tokens, but takes them without their certificate: Distribution 3 needs that with a key set (jwks). Start Purser without TOKEN_X5C, or configure the registry with rootcertbundle instead.",
          );
    case "token refused":
      return wrong(
        "It does not take our tokens",
        "Realm and service are right, so the certificates (or key set) or the issuer are not the ones on this page. Registries read them at start only: compare, then restart it. Clocks more than a minute apart have the same effect.",
      );
  }
}

/** What it means that a registry and its token service are at different hosts. */
export function otherHostWords(registry: string, realm: string): { title: string; text: string } {
  return {
    title: "The registry and its token service are at different hosts",
    text: `Clients of ${registry} get their tokens from ${realm}. Most don’t mind, but newer versions of crane refuse it when the address is private, and so does Distribution 3.1 as a cache. Serve both at one host and port: see “One host” under Configuration.`,
  };
}
