/** Stands where the registry's host belongs while the instance does not know it. */
export const HOST_PLACEHOLDER = "registry.example.com";

/** One word for a POSIX shell, whatever it holds. */
export function shellQuote(word: string): string {
  return /^[A-Za-z0-9_.,:/@+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A `docker login` to paste into a shell. The secret goes through standard input, so no process list shows it. */
export function dockerLogin(login: { name: string; secret: string; host: string | null }): string {
  const host = shellQuote(login.host ?? HOST_PLACEHOLDER);
  return `printf %s ${shellQuote(login.secret)} | docker login -u ${shellQuote(login.name)} --password-stdin ${host}`;
}
