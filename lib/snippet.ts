import { shellWord } from "./quoting";

/** Used until REGISTRY_HOST is set. */
export const HOST_PLACEHOLDER = "registry.example.com";
export const SECRET_PLACEHOLDER = "PASTE_THE_SECRET_HERE";

export type Snippet = {
  /** Unique within its tool. */
  id: string;
  title: string;
  /** One line: where it belongs, or what it does. */
  hint: string;
  code: string;
  /** The file it belongs in, if any. */
  file?: string;
  /** Contains {@link SECRET_PLACEHOLDER}. */
  unfinished?: boolean;
  holdsSecret?: boolean;
};

export type ToolSnippets = {
  id: string;
  label: string;
  /** A prerequisite that isn’t met yet. */
  note?: string | undefined;
  snippets: Snippet[];
};

export type LoginFacts = {
  loginName: string;
  /** Null unless it is being shown for the first time. */
  secret: string | null;
  /** host or host:port. */
  host: string;
  image: string;
  robotId: number;
};

/**
 * A shell script that prompts for the secret and writes docker's `config.json` to standard output, which keeps the secret
 * out of the shell history, process arguments and files. Parentheses make the shell read all of it before it prompts.
 * @param then for example a pipe into the program that takes the file
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
