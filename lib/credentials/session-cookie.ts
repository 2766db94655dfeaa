import { cookies, headers } from "next/headers";
import { env } from "../env";
import { SESSION_SECONDS } from "./session";

const DEVICE_SECONDS = 180 * 86_400;

const isHttps = () => env().PUBLIC_URL.startsWith("https:");
/** Browsers let no other host or insecure connection set a cookie with the __Host- prefix. */
const named = (name: string) => (isHttps() ? `__Host-${name}` : name);

export const sessionCookieName = () => named("purser.session");
const deviceCookieName = () => named("purser.device");

export type BrowserTokens = { sessionToken: string; deviceToken: string };

function readCookie(all: Headers, name: string): string | null {
  const pairs = (all.get("cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? null;
}

/** From the current request. */
export async function browserTokens(): Promise<{ [name in keyof BrowserTokens]: string | null }> {
  const all = await headers();
  return { sessionToken: readCookie(all, sessionCookieName()), deviceToken: readCookie(all, deviceCookieName()) };
}

/** On the current response. */
export async function setBrowserTokens({ sessionToken, deviceToken }: BrowserTokens): Promise<void> {
  await setCookie(sessionCookieName(), sessionToken, SESSION_SECONDS);
  await setCookie(deviceCookieName(), deviceToken, DEVICE_SECONDS);
}

export async function clearSessionCookie(): Promise<void> {
  await setCookie(sessionCookieName(), "", 0);
}

async function setCookie(name: string, value: string, maxAge: number): Promise<void> {
  (await cookies()).set(name, value, { httpOnly: true, sameSite: "lax", secure: isHttps(), path: "/", maxAge });
}

/** Whether the request has a session cookie, valid or not. */
export function carriesSession(all: Headers): boolean {
  return readCookie(all, sessionCookieName()) !== null;
}
