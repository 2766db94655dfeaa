import { beforeEach, describe, expect, test, vi } from "vitest";
import { personByPassword } from "@/lib/people/basic";
import { changePassword } from "@/lib/people/service";
import { signIn } from "@/lib/people/sign-in";
import { auditRows } from "@/testing/audit-rows";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { AppError } from "../errors";
import { logIn } from "../registry/login";
import { hashManualSecret } from "./secret";
import { FAILED_ATTEMPTS } from "./throttle";

const slow = vi.hoisted(() => ({ comparisons: 0, isBusy: false }));
// A cheap replacement for the slow comparison, which counts calls.
vi.mock("./password", async (original) => {
  const { default: bcrypt } = await import("bcryptjs");
  return {
    ...(await original<typeof import("./password")>()),
    hashPassword: (password: string) => bcrypt.hash(password, 4),
    verifyPassword: async (password: string, hash: string) => {
      slow.comparisons += 1;
      if (slow.isBusy) throw new AppError("UNAVAILABLE", "busy", { retryAfterSeconds: 5 });
      return hash.includes("$04$") && bcrypt.compare(password, hash);
    },
  };
});

let networks = 0;
/** In a network of its own, so that no test affects the limits of another. */
const caller = (address = `2001:db8:0:${(++networks).toString(16)}::1`) => ({ address, requestId: null });
type Here = ReturnType<typeof caller>;

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "right",
    (error: AppError) => error.code,
  );
const person = (here: Here, username: string, password = "Wrong-pass1") => codeOf(signIn(here, { username, password }));
const robot = ({ address }: Here, name: string, secret = "Wrong1234") =>
  codeOf(Promise.resolve(logIn({ kind: "basic", name, secret }, { address })));

async function tally(attempts: Promise<string>[]): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for (const code of await Promise.all(attempts)) seen[code] = (seen[code] ?? 0) + 1;
  return seen;
}
const inTurn = async (count: number, attempt: (at: number) => Promise<string>) => {
  const codes: string[] = [];
  for (let at = 0; at < count; at += 1) codes.push(await attempt(at));
  return tally(codes.map((code) => Promise.resolve(code)));
};
const many = <T>(count: number, make: (at: number) => T) => Array.from({ length: count }, (_, at) => make(at));

async function byHand(secret = "Handmade1") {
  const project = await makeProject();
  return makeRobot({ project, secret, secretHash: await hashManualSecret(secret) });
}

const written = async () => ({
  counters: await getDb().rateLimiterFlexible.findMany({ orderBy: { key: "asc" } }),
  rows: await getDb().auditEvent.count(),
});

beforeEach(() => Object.assign(slow, { comparisons: 0, isBusy: false }));

describe("failed attempts on one name from one network", () => {
  test("block even the right password there, with a retry time, and nobody elsewhere", async () => {
    const [someone, here] = [await makeUser(), caller()];
    expect(await inTurn(10, () => person(here, someone.username))).toEqual({ UNAUTHORIZED: 10 });
    const error = await signIn(here, someone).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message: expect.stringMatching(/Too many failed attempts\. Try again in 1[45] minutes/),
    });
    expect(error.retryAfterSeconds).toBeGreaterThan(600);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(await person(caller(), someone.username, someone.password)).toBe("right");
  });

  test("cannot exceed the limit by being sent concurrently, with the same or different secrets", async () => {
    const [someone, here, there] = [await makeUser(), caller(), caller()];
    const limited = { UNAUTHORIZED: 10, TOO_MANY_REQUESTS: 28 };
    expect(await tally(many(38, () => person(here, someone.username)))).toEqual(limited);
    expect(await tally(many(38, (at) => person(there, someone.username, `Guess-${at}`)))).toEqual(limited);
    expect(slow.comparisons).toBe(20);
  });

  test("on a manual secret: 38 concurrent guesses get ten comparisons", async () => {
    const [{ loginName, secret }, here] = [await byHand(), caller()];
    const codes = await tally(many(38, (at) => robot(here, loginName, `Guess${at}AAA`)));
    expect(codes).toEqual({ UNAUTHORIZED: 10, TOO_MANY_REQUESTS: 28 });
    expect(slow.comparisons).toBe(10);
    expect(await robot(here, loginName, secret)).toBe("TOO_MANY_REQUESTS");
  });

  test("are cleared by the right secret, which itself is not counted", async () => {
    const [someone, here] = [await makeUser(), caller()];
    for (let round = 0; round < 3; round += 1) {
      await inTurn(9, () => person(here, someone.username));
      expect(await person(here, someone.username, someone.password)).toBe("right");
    }
    expect(await inTurn(30, () => person(here, someone.username, someone.password))).toEqual({ right: 30 });
  });

  test("are not counted while none can be compared: the right secret works right afterwards", async () => {
    const [someone, { loginName, secret }, here] = [await makeUser(), await byHand(), caller()];
    const before = await written();
    slow.isBusy = true;
    const busy = await inTurn(15, () => person(here, someone.username, someone.password));
    expect(busy).toEqual({ UNAVAILABLE: 15 });
    expect(await inTurn(15, () => robot(here, loginName, secret))).toEqual({ UNAVAILABLE: 15 });
    expect(await written()).toEqual(before);
    slow.isBusy = false;
    expect(await person(here, someone.username, someone.password)).toBe("right");
    expect(await robot(here, loginName, secret)).toBe("right");
  });
});

describe("one network", () => {
  test("is a /64: its addresses share ten attempts on a name, of a person or a robot", async () => {
    const [someone, { loginName }] = [await makeUser(), await byHand()];
    const prefix = caller().address.slice(0, -1);
    const limited = { UNAUTHORIZED: 10, TOO_MANY_REQUESTS: 20 };
    expect(await inTurn(30, (at) => person(caller(`${prefix}${at}`), someone.username))).toEqual(limited);
    expect(await inTurn(30, (at) => robot(caller(`${prefix}${at}`), loginName))).toEqual(limited);
  });

  test("has a hundred failed attempts over all names; after that none is written", async () => {
    const here = caller();
    expect(await inTurn(60, (at) => person(here, `nobody-${at}`))).toEqual({ UNAUTHORIZED: 60 });
    expect(await inTurn(45, (at) => robot(here, `robot_nobody-${at}`))).toEqual({
      UNAUTHORIZED: FAILED_ATTEMPTS.network - 60,
      TOO_MANY_REQUESTS: 5,
    });
    const before = await written();
    const refused = await tally(many(100, (at) => (at % 2 ? person : robot)(here, `robot_more-${at}`)));
    expect(refused).toEqual({ TOO_MANY_REQUESTS: 100 });
    expect(await written()).toEqual(before);
    expect(slow.comparisons).toBe(FAILED_ATTEMPTS.network);
  });
});

test("fourteen concurrent attempts get the same responses and log rows for known and unknown names", async () => {
  const [known, unknown, here] = [await makeUser(), "nobody-at-all", caller()];
  const tell = (ask: () => Promise<unknown>) =>
    Promise.all(many(14, () => ask().catch(({ code, message }) => `${code} ${message}`)));
  const wrong = (username: string) => ({ username, password: "Wrong-pass1" });
  for (const ask of [signIn, personByPassword]) {
    const from = [caller(), caller()];
    const [one, other] = [
      await tell(() => ask(from[0] ?? here, wrong(known.username))),
      await tell(() => ask(from[1] ?? here, wrong(unknown))),
    ];
    expect(one.toSorted()).toEqual(other.toSorted());
    expect(one.filter((answer) => String(answer).startsWith("UNAUTHORIZED"))).toHaveLength(10);
  }
  expect((await auditRows(known.username)).length).toBe((await auditRows(unknown)).length);
});

test("fourteen concurrent attempts with the right secret cause one comparison", async () => {
  const [someone, { loginName, secret }] = [await makeUser(), await byHand()];
  const [here, there] = [caller(), caller()];
  expect(await tally(many(14, () => codeOf(personByPassword(here, someone))))).toEqual({ right: 14 });
  expect(await tally(many(14, () => robot(there, loginName, secret)))).toEqual({ right: 14 });
  expect(slow.comparisons).toBe(2);
});

describe("a name that is attacked from everywhere", () => {
  const attack = (username: string) => tally(many(100, () => person(caller(), username)));

  test("leaves each network two attempts: the owner can sign in, guessing slows down", async () => {
    const someone = await makeUser();
    expect(await attack(someone.username)).toEqual({ UNAUTHORIZED: 100 });
    expect(await person(caller(), someone.username, someone.password)).toBe("right");
    const fresh = caller();
    expect(await inTurn(4, () => person(fresh, someone.username))).toEqual({ UNAUTHORIZED: 2, TOO_MANY_REQUESTS: 2 });
    const other = await makeUser();
    expect(await inTurn(3, () => person(caller(), other.username))).toEqual({ UNAUTHORIZED: 3 });
  });

  test("never blocks a signed-in person: their current password has its own counter", async () => {
    const [someone, here] = [await makeUser(), caller()];
    await signIn(here, someone);
    const { id } = await getDb().session.findFirstOrThrow({ where: { userId: someone.id } });
    await attack(someone.username);
    await inTurn(110, (at) => person(here, at < 20 ? someone.username : `nobody-${at}`));
    const input = { current: someone.password, password: "Orchard-lamp-7", repeat: "Orchard-lamp-7" };
    await changePassword({ ...someone, ...here }, input, id);
  });

  test("nor a browser in which this person signed in before, while other names have no such exception", async () => {
    const [someone, other, here] = [await makeUser(), await makeUser(), caller()];
    const { deviceToken } = await signIn(here, someone);
    await inTurn(110, (at) => person(here, at < 20 ? someone.username : `nobody-${at}`));
    const known = { sessionToken: null, deviceToken };
    expect(await person(here, someone.username, someone.password)).toBe("TOO_MANY_REQUESTS");
    expect(await codeOf(signIn(here, someone, known))).toBe("right");
    expect(await codeOf(signIn(here, other, known))).toBe("TOO_MANY_REQUESTS");
    const forged = { sessionToken: null, deviceToken: `${deviceToken.split(".")[0]}.AAAA` };
    expect(await codeOf(signIn(here, someone, forged))).toBe("TOO_MANY_REQUESTS");
    const wrong = { ...someone, password: "Wrong-pass1" };
    expect(await inTurn(12, () => codeOf(signIn(here, wrong, known)))).toEqual({
      UNAUTHORIZED: 10,
      TOO_MANY_REQUESTS: 2,
    });
  });
});

test("a limit reached while the clock was ahead lasts no longer than usual", async () => {
  const [someone, here] = [await makeUser(), caller()];
  const now = Date.now();
  vi.useFakeTimers({ toFake: ["Date"], now: now + 5 * 3_600_000 });
  try {
    await inTurn(10, () => person(here, someone.username));
    vi.setSystemTime(now);
    const error = await signIn(here, someone).catch((reason) => reason);
    expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS" });
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(900);
    vi.setSystemTime(now + 901_000);
    expect(await person(here, someone.username, someone.password)).toBe("right");
  } finally {
    vi.useRealTimers();
  }
});
