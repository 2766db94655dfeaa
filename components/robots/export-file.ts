import type { RevealedSecret } from "@/lib/robots/creation";

/** Exactly the five keys that existing scripts read. */
export function exportFile({ creation_time, expires_at, id, name, secret }: RevealedSecret): {
  name: string;
  text: string;
} {
  return {
    name: `${name}.json`,
    text: `${JSON.stringify({ creation_time, expires_at, id, name, secret }, null, 2)}\n`,
  };
}
