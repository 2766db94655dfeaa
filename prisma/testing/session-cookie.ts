import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

export const SESSION_COOKIE = "purser.session_token";

/** What the browser's cookie holds for a session, signed as Better Auth signs it. */
export function cookieValue(token: string): string {
  const signature = createHmac("sha256", env().AUTH_SECRET).update(token).digest("base64");
  return encodeURIComponent(`${token}.${signature}`);
}

/** The headers of a browser's request in a session. */
export function sessionCookie(token: string): Headers {
  return new Headers({ cookie: `${SESSION_COOKIE}=${cookieValue(token)}` });
}
