import fc from "fast-check";
import { NAME_PATTERN } from "@/lib/access/robot-name";
import { secretRules } from "@/lib/robots/schema";
import type { SnippetFacts } from "@/lib/snippets/snippets";

const SECRET_LENGTH = 20;

/** Characters with a meaning to shells, JSON, YAML, TOML or programs that parse arguments. */
export const HOSTILE_SECRETS = [
  "Aa1'''''''''",
  'Aa1"\\$(id)`id`',
  "Aa1!echo!!!$",
  "Aa1'!x'\\''!y",
  "-Aa1--help",
  "Aa1\\n%s%n\\0\\",
  "#Aa1{{}}&;|<>",
  "~Aa1*?[a-z]=^",
  "$" + "{{Aa1}}$HOME",
];

const printable = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
const nameText = fc.stringMatching(NAME_PATTERN, { size: "small" });

/** A secret that meets the rules for manually set ones. */
export const secretArbitrary = fc.oneof(
  fc.constantFrom(...HOSTILE_SECRETS),
  fc
    .string({ unit: printable, minLength: 8, maxLength: SECRET_LENGTH })
    .map((text) => `${text.slice(0, SECRET_LENGTH - 3)}aA1`)
    .filter((secret) => secretRules(SECRET_LENGTH).every((rule) => rule.test(secret))),
);

/** A prefix that the setting allows. `unit`: its characters. */
function prefixArbitrary(unit: fc.Arbitrary<string>) {
  const odd = fc.string({ unit, minLength: 1, maxLength: 12 }).filter((text) => /^[^\s+:\0]{1,64}$/.test(text));
  return fc.oneof(fc.constantFrom("robot_", "robot$", "it's-", "-", "ä€😀_", "`$(id)`", "%s\\n", "!!"), odd);
}

function factsArbitrary(unit: fc.Arbitrary<string>): fc.Arbitrary<SnippetFacts & { secret: string }> {
  return fc
    .record({
      prefix: prefixArbitrary(unit),
      project: nameText.map((text) => text.slice(0, 128)).filter((text) => NAME_PATTERN.test(text)),
      name: nameText,
      secret: secretArbitrary,
      registryHost: fc.constantFrom("registry.acme.test", "127.0.0.1:5000", "[::1]:5000", "Registry-1.ACME.test:8443"),
      robotId: fc.integer({ min: 1, max: 2_147_483_647 }),
    })
    .map(({ prefix, name, ...facts }) => ({ ...facts, loginName: `${prefix}${facts.project}+${name}` }));
}

/** Robots with any names and secrets that the rules and settings allow. */
export const hostileRobots = factsArbitrary(fc.string({ unit: "binary", minLength: 1, maxLength: 1 }));

/** The same in characters that can be pasted into an interactive shell. */
export const typeableRobots = factsArbitrary(printable).filter(({ loginName }) => /^[\x21-\x7e]+$/.test(loginName));
