import type { CheckOutcome } from "./check-outcome";

/** The result of a check for people; `text` says what it means and what to do next. */
export type CheckWords = { isGood: boolean; title: string; text: string };

const wrong = (title: string, text: string): CheckWords => ({ isGood: false, title, text });

const TLS_REASONS: Record<string, string> = {
  CERT_HAS_EXPIRED: "Its certificate has expired.",
  CERT_NOT_YET_VALID: "Its certificate isn’t valid yet, or this server’s clock is wrong.",
  ERR_TLS_CERT_ALTNAME_INVALID: "Its certificate is for a different host name.",
  EPROTO: "It responds, but not with TLS. If it serves plain HTTP, start the address with http://.",
};
const UNTRUSTED =
  "This server doesn’t trust its certificate. If a private authority issued it, set NODE_EXTRA_CA_CERTS to that authority’s certificate and restart Purser.";

const NO_ANSWER: Record<string, string> = {
  ENOTFOUND: "DNS on this server doesn’t know the host.",
  EAI_AGAIN: "DNS on this server isn’t responding.",
  ECONNREFUSED: "Nothing is listening on that port, or a firewall rejects the connection.",
  ECONNRESET: "It closed the connection without responding. Try https:// or http:// at the start of the address.",
};

export function describeOutcome(outcome: CheckOutcome): CheckWords {
  switch (outcome.kind) {
    case "good":
      return goodWords(outcome.knowsNext);
    case "no answer":
      return wrong(`The registry isn’t responding (${outcome.code})`, noAnswerText(outcome.code));
    case "timeout":
      return wrong("The registry didn’t respond within 5 seconds", noAnswerText("ETIMEDOUT"));
    case "tls fault":
      return wrong(`Couldn’t make a secure connection (${outcome.code})`, TLS_REASONS[outcome.code] ?? UNTRUSTED);
    case "not http":
      return wrong(
        `The response isn’t HTTP (${outcome.code})`,
        "Something else is listening there. Check the host and port.",
      );
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
  const text = "It sends clients here for tokens and accepts the ones signed with the current key.";
  const title = "The registry is connected";
  if (knowsNext === null) return { isGood: true, title, text };
  return knowsNext
    ? {
        isGood: true,
        title: "The registry is connected and knows the next key",
        text: `${text} This registry is ready for the switch.`,
      }
    : wrong(
        "The registry is connected, but doesn’t know the next key",
        `${text} Install the new files and restart it before you switch.`,
      );
}

const noAnswerText = (code: string) =>
  `${NO_ANSWER[code] ?? "The host is down or unreachable."} The request was made from Purser’s server.`;

function statusWords(kind: "redirect" | "open" | "no registry" | "unclear", status: number): CheckWords {
  switch (kind) {
    case "redirect":
      return wrong(
        `It responds with a redirect (${status})`,
        "Redirects aren’t followed. Enter the address it redirects to, perhaps the same one with https://.",
      );
    case "open":
      return wrong(
        `It allows anonymous access (${status} instead of 401)`,
        "It doesn’t ask for a login. Either its configuration has no auth section, it wasn’t restarted, or it isn’t a registry.",
      );
    case "unclear":
      return wrong(
        `It responded to a token with ${status}`,
        "It sends clients here, but we can’t tell whether it accepts our tokens. Check its log.",
      );
    case "no registry":
      return wrong(
        `This doesn’t look like a registry (${status} instead of 401)`,
        status === 400
          ? "Try the address with https://."
          : "A registry responds to /v2/ with 401 when you aren’t logged in. Check the host and port, and any proxy in front of it.",
      );
  }
}

type ChallengeOutcome = Extract<
  CheckOutcome,
  { kind: "no challenge" | "other scheme" | "other challenge" | "token refused" | "other x5c" }
>;

function challengeWords(outcome: ChallengeOutcome): CheckWords {
  const again = "Copy the configuration from this page and restart the registry.";
  switch (outcome.kind) {
    case "no challenge":
      return wrong("It doesn’t say where to log in", `Its 401 has no WWW-Authenticate header. ${again}`);
    case "other scheme":
      return wrong(`It asks for ${outcome.scheme} instead of Bearer`, `It checks logins itself. ${again}`);
    case "other challenge": {
      const { realm, service } = outcome;
      const both = realm.isSame ? "service" : service.isSame ? "realm" : "realm and service";
      return wrong(`It sends clients elsewhere: a different ${both}`, again);
    }
    case "other x5c":
      return outcome.wanted
        ? wrong(
            "TOKEN_X5C must be true for this registry",
            "It rejects our tokens, but accepts them with their certificate, which Distribution 3 needs with rootcertbundle. Start Purser with TOKEN_X5C=true, or give the registry the key set (jwks) instead.",
          )
        : wrong(
            "TOKEN_X5C must be false for this registry",
            "It rejects our tokens, but accepts them without their certificate, which Distribution 3 needs with a key set (jwks). Start Purser without TOKEN_X5C, or give the registry rootcertbundle instead.",
          );
    case "token refused":
      return wrong(
        "It rejects our tokens",
        "The realm and service are right, so its certificates (or key set) or issuer differ from those on this page. Registries read them only at start: compare them, then restart it. Clocks more than a minute apart have the same effect.",
      );
  }
}

export function otherHostWords(registry: string, realm: string): { title: string; text: string } {
  return {
    title: "The registry and its token service are at different hosts",
    text: `Clients of ${registry} get their tokens from ${realm}. Most clients accept that, but newer versions of crane refuse it if the address is private, and so does Distribution 3.1 as a cache. To serve both from one host and port, see “One host” under Configuration.`,
  };
}
