import { base64Text } from "@/lib/quoting";

const MAX_SECRET_NAME_LENGTH = 253;

/** The `auth` of a registry in docker's `config.json`: login name and secret as HTTP Basic carries them (RFC 7617). */
export function dockerAuth(loginName: string, secret: string): string {
  return base64Text(`${loginName}:${secret}`);
}

/** docker's `config.json` for one registry, as podman, skopeo, Kubernetes and GitLab read it too. */
export function dockerConfig(host: string, auth: string): { auths: Record<string, { auth: string }> } {
  return { auths: { [host]: { auth } } };
}

/**
 * The name of a robot's secret in Kubernetes: an RFC 1123 subdomain of at most 253 characters. The id keeps it apart
 * from every other robot of the instance.
 */
export function pullSecretName(loginName: string, robotId: number): string {
  const end = `-${robotId}`;
  const stem = loginName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, MAX_SECRET_NAME_LENGTH - end.length)
    .replace(/-+$/, "");
  return `${stem || "robot"}${end}`;
}
