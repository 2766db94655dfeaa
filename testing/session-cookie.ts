export const SESSION_COOKIE = "purser.session";

/** The headers of a browser's request in a session. */
export function sessionCookie(token: string): Headers {
  return new Headers({ cookie: `${SESSION_COOKIE}=${token}` });
}
