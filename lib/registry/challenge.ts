/** Scheme and parameter names are lowercase. */
export type Challenge = { scheme: string; parameters: ReadonlyMap<string, string> };

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const QUOTED = '"(?<quoted>(?:[^"\\\\]|\\\\.)*)"';
const TOKEN68 = "[A-Za-z0-9._~+/-]+=*(?=\\s*(?:,|$))";
/** A parameter, or a scheme and possibly one token68. */
const PART = new RegExp(
  `[\\s,]*(?:(?<name>${TOKEN})\\s*=\\s*(?:${QUOTED}|(?<plain>${TOKEN}))|(?<scheme>${TOKEN})(?:\\s+${TOKEN68})?)`,
  "y",
);

/** The challenges of a `WWW-Authenticate` header (RFC 9110, 11.6.1), up to the first syntax error. */
export function parseChallenges(header: string): Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = [];
  const parts = new RegExp(PART);
  for (let part = parts.exec(header); part?.groups; part = parts.exec(header)) {
    const { name, quoted, plain, scheme } = part.groups;
    if (scheme) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    else if (name) found.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? plain ?? "");
  }
  return found;
}
