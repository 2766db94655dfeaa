import { beforeEach, expect, test, vi } from "vitest";
import * as settings from "../env";
import { browserTokens, carriesSession, clearSessionCookie, setBrowserTokens } from "./session-cookie";

const request = vi.hoisted(() => ({ headers: new Headers(), set: [] as unknown[][] }));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({ set: (...cookie: unknown[]) => request.set.push(cookie) }),
}));
vi.mock("../env", () => ({ env: vi.fn() }));

function at(PUBLIC_URL: string): void {
  vi.mocked(settings.env).mockReturnValue({ PUBLIC_URL } as settings.Env);
}

beforeEach(() => {
  request.headers = new Headers();
  request.set = [];
});

const TOKENS = { sessionToken: "s", deviceToken: "d" };

test("over https the cookies are bound to this host and unreadable to scripts", async () => {
  at("https://purser.example.com");
  await setBrowserTokens(TOKENS);
  const strict = { httpOnly: true, sameSite: "lax", secure: true, path: "/" };
  expect(request.set).toEqual([
    ["__Host-purser.session", "s", { ...strict, maxAge: 7 * 86_400 }],
    ["__Host-purser.device", "d", { ...strict, maxAge: 180 * 86_400 }],
  ]);
  // A cookie set by another host of the domain is ignored.
  const planted = new Headers({ cookie: "purser.session=planted; purser.device=planted" });
  request.headers = planted;
  expect([await browserTokens(), carriesSession(planted)]).toEqual([{ sessionToken: null, deviceToken: null }, false]);
});

test("over http the cookies have plain names; signing out clears the session cookie", async () => {
  at("http://localhost:3000");
  await setBrowserTokens(TOKENS);
  await clearSessionCookie();
  expect(request.set.map(([name]) => name)).toEqual(["purser.session", "purser.device", "purser.session"]);
  expect(request.set[2]).toMatchObject(["purser.session", "", { maxAge: 0, secure: false }]);
});

test("cookies are found among any others", async () => {
  at("http://localhost:3000");
  request.headers = new Headers({
    cookie: "a=purser.session=no; xpurser.session=no;purser.session=yes; purser.device=d",
  });
  expect(await browserTokens()).toEqual({ sessionToken: "yes", deviceToken: "d" });
  expect(carriesSession(new Headers({ cookie: "purser.session=" }))).toBe(true);
  expect(carriesSession(new Headers({ cookie: "other=1" }))).toBe(false);
});
