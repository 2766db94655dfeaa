import type { RevealedSecret } from "@/lib/robots/creation";

/** Exactly the five keys that existing scripts read. */
export function exportFile({ id, loginName, createdAt, expiresAt, secret }: RevealedSecret): {
  name: string;
  text: string;
} {
  const content = { creation_time: createdAt.toISOString(), expires_at: expiresAt, id, name: loginName, secret };
  return { name: `${loginName}.json`, text: `${JSON.stringify(content, null, 2)}\n` };
}
