export const SESSION_COOKIE = "purser.session";

/** Request headers of a browser with a session. */
export function sessionCookie(token: string): Headers {
  return new Headers({ cookie: `${SESSION_COOKIE}=${token}` });
}
