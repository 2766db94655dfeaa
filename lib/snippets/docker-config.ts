import { base64Text } from "@/lib/quoting";

const MAX_SECRET_NAME_LENGTH = 253;

/** The `auth` value in docker's `config.json`: login name and secret encoded as for HTTP Basic (RFC 7617). */
export function dockerAuth(loginName: string, secret: string): string {
  return base64Text(`${loginName}:${secret}`);
}

/** docker's `config.json` for one registry, which podman, skopeo, Kubernetes and GitLab also read. */
export function dockerConfig(host: string, auth: string): { auths: Record<string, { auth: string }> } {
  return { auths: { [host]: { auth } } };
}

/**
 * The name of a robot's secret in Kubernetes: an RFC 1123 subdomain of at most 253 characters. The id makes it unique
 * in the instance.
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
