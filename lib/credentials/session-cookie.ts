import { cookies, headers } from "next/headers";
import { env } from "../env";
import { SESSION_SECONDS } from "./session";

const DEVICE_SECONDS = 180 * 86_400;

const isHttps = () => env().PUBLIC_URL.startsWith("https:");
/** Under https no other host of the domain, and nobody on the way, can set a cookie of such a name for us. */
const named = (name: string) => (isHttps() ? `__Host-${name}` : name);

/** The cookie that holds a session's token. */
export const sessionCookieName = () => named("purser.session");
/** The cookie that marks a browser in which somebody signed in before. */
const deviceCookieName = () => named("purser.device");

/** What the browser keeps. */
export type BrowserTokens = { sessionToken: string; deviceToken: string };

function readCookie(all: Headers, name: string): string | null {
  const pairs = (all.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** What the browser brought along with the request under way. */
export async function browserTokens(): Promise<{ [name in keyof BrowserTokens]: string | null }> {
  const all = await headers();
  return { sessionToken: readCookie(all, sessionCookieName()), deviceToken: readCookie(all, deviceCookieName()) };
}

/** Gives the browser its tokens with the reply under way. */
export async function setBrowserTokens({ sessionToken, deviceToken }: BrowserTokens): Promise<void> {
  await setCookie(sessionCookieName(), sessionToken, SESSION_SECONDS);
  await setCookie(deviceCookieName(), deviceToken, DEVICE_SECONDS);
}

/** Takes the session's cookie from the browser. */
export async function clearSessionCookie(): Promise<void> {
  await setCookie(sessionCookieName(), "", 0);
}

async function setCookie(name: string, value: string, maxAge: number): Promise<void> {
  (await cookies()).set(name, value, { httpOnly: true, sameSite: "lax", secure: isHttps(), path: "/", maxAge });
}

/** Whether a request carries a session's cookie, valid or not. */
export function carriesSession(all: Headers): boolean {
  return readCookie(all, sessionCookieName()) !== null;
}
