import { createHmac } from "node:crypto";
import { env } from "@/lib/env";

/** The cookie that the browser gets with a session, signed as Better Auth signs it. */
export function sessionCookie(token: string): Headers {
  const signature = createHmac("sha256", env().AUTH_SECRET).update(token).digest("base64");
  return new Headers({ cookie: `purser.session_token=${encodeURIComponent(`${token}.${signature}`)}` });
}
