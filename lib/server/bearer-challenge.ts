import { env } from "@/lib/env";
import { realmOf } from "@/lib/registry/connect";
import type { Requirement } from "@/lib/registry/routes";

/** The challenge that sends a client to the token endpoint for what the request needs (RFC 6750, 3). */
export function bearerChallenge(needed: readonly Requirement[] | null, error = ""): string {
  const { PUBLIC_URL, REGISTRY_SERVICE } = env();
  const scopes = (needed ?? []).flatMap(({ scope }) => (scope ? [scope] : []));
  const texts = scopes.map(({ type, name, action }) => `${type}:${name}:${action === "push" ? "pull,push" : action}`);
  const parameters = { realm: realmOf(PUBLIC_URL), service: REGISTRY_SERVICE, scope: texts.join(" "), error };
  const parts = Object.entries(parameters).filter(([, value]) => value !== "");
  return `Bearer ${parts.map(([key, value]) => `${key}="${value.replace(/["\\]/g, "\\$&")}"`).join(",")}`;
}
