import { createHmac, randomBytes } from "node:crypto";

const PREFIX = "whsec_";

/** 24 random bytes, as Standard Webhooks 1.0.0 recommends. */
export const newSecret = () => `${PREFIX}${randomBytes(24).toString("base64")}`;

type Message = { id: string; timestamp: number; body: string };

/**
 * The value of `webhook-signature`: one signature per secret, the newest first.
 * @param timestamp Unix seconds
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureOf({ id, timestamp, body }: Message, secrets: readonly string[]): string {
  const signed = `${id}.${timestamp}.${body}`;
  const one = (secret: string) =>
    createHmac("sha256", Buffer.from(secret.slice(PREFIX.length), "base64"))
      .update(signed)
      .digest("base64");
  return secrets.map((secret) => `v1,${one(secret)}`).join(" ");
}
