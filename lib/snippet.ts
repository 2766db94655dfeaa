import { shellWord } from "./quoting";

/** Stands where the registry's host belongs while the instance does not know it. */
export const HOST_PLACEHOLDER = "registry.example.com";
/** Stands where the secret belongs in a file, while nobody can know it. */
export const SECRET_PLACEHOLDER = "PASTE_THE_SECRET_HERE";

/** A ready text and what to do with it. */
export type Snippet = {
  /** Unique among the snippets of its tool. */
  id: string;
  title: string;
  /** One line: where it goes, or what it does. */
  hint: string;
  code: string;
  /** The name of the file it belongs in; without one it is typed or pasted somewhere. */
  file?: string;
  /** It still holds {@link SECRET_PLACEHOLDER}. */
  unfinished?: boolean;
  /** Whoever has this text has the secret. */
  holdsSecret?: boolean;
};

/** Everything one tool needs. */
export type ToolSnippets = {
  id: string;
  label: string;
  /** What does not fit yet, and what to do about it. */
  note?: string | undefined;
  snippets: Snippet[];
};

/** What the texts are made of. */
export type LoginFacts = {
  loginName: string;
  /** Null where it is not known: wherever it is not being shown for the first time. */
  secret: string | null;
  /** As clients name it: host or host:port. */
  host: string;
  /** Names the images in examples. */
  image: string;
  robotId: number;
};

/**
 * A shell program that asks for the secret at the keyboard and hands docker's `config.json` on, so that the secret is
 * in no history, no argument and no file on the way. In parentheses: a shell reads all of it before it asks.
 * @param then what takes the file, such as a pipe into another program
 */
export function askForSecret({ loginName, host }: Pick<LoginFacts, "loginName" | "host">, then = ""): string {
  const name = shellWord(loginName);
  return [
    "(",
    "  trap 'stty echo; exit 1' INT",
    `  printf 'Secret of %s: ' ${name} >&2`,
    "  stty -echo 2>/dev/null; IFS= read -r secret; stty echo 2>/dev/null; echo >&2",
    `  auth=$(printf '%s:%s' ${name} "$secret" | base64 | tr -d '\\n')`,
    `  printf '{"auths":{"%s":{"auth":"%s"}}}\\n' ${shellWord(host)} "$auth"${then}`,
    ")",
  ].join("\n");
}
