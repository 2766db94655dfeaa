import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "../env";

const sign = (username: string, nonce: string) =>
  createHmac("sha256", env().AUTH_SECRET)
    .update(JSON.stringify(["device", username, nonce]))
    .digest();

/**
 * A token for a browser in which this person has just signed in. Attempts with it have their own rate limit, so that a
 * flood of the sign-in page cannot lock people out of the browsers they use.
 */
export function issueDeviceToken(username: string): string {
  const nonce = randomBytes(16).toString("base64url");
  return `${nonce}.${sign(username, nonce).toString("base64url")}`;
}

/** An id of the browser; null unless the token was issued to this person. */
export function readDeviceToken(token: string | null, username: string): string | null {
  const [nonce = "", given = ""] = (token ?? "").split(".");
  const [actual, expected] = [Buffer.from(given, "base64url"), sign(username, nonce)];
  return actual.length === expected.length && timingSafeEqual(actual, expected) ? nonce : null;
}
