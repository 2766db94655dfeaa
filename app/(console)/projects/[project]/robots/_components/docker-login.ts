import { shellWord } from "@/lib/robots/quoting";
import { HOST_PLACEHOLDER } from "@/lib/robots/snippet";

/** A `docker login` to paste into a shell. The secret goes through standard input, so no process list shows it. */
export function dockerLogin(login: { name: string; secret: string; host: string | null }): string {
  const host = shellWord(login.host ?? HOST_PLACEHOLDER);
  return `printf %s ${shellWord(login.secret)} | docker login -u ${shellWord(login.name)} --password-stdin ${host}`;
}
