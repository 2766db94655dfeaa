import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { makeUser } from "@/prisma/builders";
import { auditRows } from "@/prisma/testing/audit-rows";
import { sessionCookie } from "@/prisma/testing/session-cookie";
import { getDb } from "../db/client";
import { signInSchema } from "../users/schema";
import { resetPassword, setUserDisabled } from "../users/service";
import { findActor, requireActor, requireSession } from "./actor";
import { signIn, signOut } from "./service";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

let addresses = 0;
/** A caller of their own address, so that no test throttles another. */
const caller = () => ({ address: `198.51.100.${++addresses}`, requestId: "request-1" });

const input = (username: string, password = "Password1") => ({ username, password });
const sessionsOf = (user: { id: number }) => getDb().session.count({ where: { userId: user.id } });

beforeEach(() => {
  request.headers = new Headers();
});

describe("signing in", () => {
  test("opens a session that names the person, with an audit row", async () => {
    const person = await makeUser();
    const { token } = await signIn(caller(), input(person.username), new Headers());
    request.headers = sessionCookie(token);
    expect(await requireActor()).toMatchObject({ type: "user", id: person.id, username: person.username });
    expect((await auditRows(person.username)).map(({ action, result }) => `${action} ${result}`)).toEqual([
      "session.sign-in success",
    ]);
  });

  test("does not mind the case of the username", async () => {
    const person = await makeUser();
    await signIn(caller(), input(person.username.toUpperCase()), new Headers());
    expect(await sessionsOf(person)).toBe(1);
  });

  test("answers a wrong password and an unknown name alike, and logs both without the password", async () => {
    const person = await makeUser();
    const tell = (username: string) =>
      signIn(caller(), input(username, "Wrong-pass1"), new Headers()).catch((error: Error) => error);
    const [wrong, unknown] = [await tell(person.username), await tell("nobody-here")];
    expect(wrong).toMatchObject({ code: "UNAUTHORIZED" });
    expect(wrong).toEqual(unknown);
    const rows = [...(await auditRows(person.username)), ...(await auditRows("nobody-here"))];
    expect(rows.map(({ action, result }) => `${action} ${result}`)).toEqual(Array(2).fill("session.sign-in failed"));
    expect(JSON.stringify(rows)).not.toContain("Wrong-pass1");
    expect(await sessionsOf(person)).toBe(0);
  });

  test("takes about as long for an unknown name as for a wrong password", async () => {
    const person = await makeUser({ passwordCost: 12 });
    const time = async (username: string) => {
      const start = performance.now();
      await signIn(caller(), input(username, "Wrong-pass1"), new Headers()).catch(() => null);
      return performance.now() - start;
    };
    // The quickest of three: whatever else the machine does only makes a try slower.
    const quickest = async (username: string) =>
      Math.min(await time(username), await time(username), await time(username));
    const [wrong, unknown] = [await quickest(person.username), await quickest("nobody-at-all")];
    expect(unknown).toBeGreaterThan(wrong / 4);
  });

  test("says that the account is disabled only to who knows the password", async () => {
    const person = await makeUser({ disabled: true });
    const right = signIn(caller(), input(person.username), new Headers());
    await expect(right).rejects.toMatchObject({ code: "UNAUTHORIZED", message: expect.stringContaining("disabled") });
    const wrong = signIn(caller(), input(person.username, "Wrong-pass1"), new Headers());
    await expect(wrong).rejects.toMatchObject({ message: expect.not.stringContaining("disabled") });
    expect(await sessionsOf(person)).toBe(0);
  });

  test.each(["disabled", "given another password"])(
    "opens no session for somebody who is %s while the old password is being checked",
    async (change) => {
      const person = await makeUser({ passwordCost: 12 });
      const attempt = signIn(caller(), input(person.username), new Headers()).catch((error) => error);
      await sleep(60);
      if (change === "disabled") await getDb().user.update({ where: { id: person.id }, data: { disabled: true } });
      else await getDb().account.updateMany({ where: { userId: person.id }, data: { password: "$2b$12$other" } });
      expect(await attempt).toMatchObject({ code: "UNAUTHORIZED" });
      expect(await sessionsOf(person)).toBe(0);
    },
  );

  test.each(["' OR 1=1 --", "<script>alert(1)</script>", "🎉", "ROBOT_x+y", "%"])(
    "takes %j for a name that nobody has",
    async (username) => {
      await expect(signIn(caller(), input(username), new Headers())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    },
  );

  test.each([
    { username: "nul\0" },
    { username: "\ud800" },
    { username: "x".repeat(65) },
    { username: 7 },
    { password: [] },
  ])("names the field for %j", (bad) => {
    const parsed = signInSchema.safeParse({ ...input("person"), ...bad });
    expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(bad));
  });
});

describe("too many wrong tries", () => {
  test("stop also the right password from that address, and say how long", async () => {
    const person = await makeUser();
    const here = caller();
    for (let index = 0; index < 10; index++)
      await expect(signIn(here, input(person.username, "Wrong-pass1"), new Headers())).rejects.toMatchObject({
        code: "UNAUTHORIZED",
      });
    const error = await signIn(here, input(person.username), new Headers()).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "TOO_MANY_REQUESTS",
      message: expect.stringMatching(/Try again in \d+ minutes/),
    });
    expect(error.retryAfterSeconds).toBeGreaterThan(600);
    expect(error.retryAfterSeconds).toBeLessThanOrEqual(900);
    expect(await sessionsOf(person)).toBe(0);
    await signIn(caller(), input(person.username), new Headers());
    expect(await sessionsOf(person)).toBe(1);
  });

  test("cannot be outrun by sending them all at once", async () => {
    const person = await makeUser();
    const here = caller();
    const tries = await Promise.allSettled(
      Array.from({ length: 25 }, () => signIn(here, input(person.username, "Wrong-pass1"), new Headers())),
    );
    const codes = tries.map((attempt) => (attempt.status === "rejected" ? attempt.reason.code : "signed in"));
    expect(codes.filter((code) => code === "UNAUTHORIZED")).toHaveLength(10);
    expect(codes.filter((code) => code === "TOO_MANY_REQUESTS")).toHaveLength(15);
  });

  test("are forgotten after a right one", async () => {
    const person = await makeUser();
    const here = caller();
    const wrong = () => signIn(here, input(person.username, "Wrong-pass1"), new Headers()).catch(({ code }) => code);
    for (let index = 0; index < 9; index++) await wrong();
    await signIn(here, input(person.username), new Headers());
    for (let index = 0; index < 9; index++) expect(await wrong()).toBe("UNAUTHORIZED");
  });
});

describe("a session ends", () => {
  async function signedIn() {
    const person = await makeUser();
    const { token } = await signIn(caller(), input(person.username), new Headers());
    request.headers = sessionCookie(token);
    return person;
  }

  test("on the server when its owner signs out, with an audit row", async () => {
    const person = await signedIn();
    const { actor, token } = await requireSession();
    await signOut(actor, token, request.headers);
    expect(await findActor()).toBeNull();
    expect(await sessionsOf(person)).toBe(0);
    expect((await auditRows(person.username)).map(({ action }) => action)).toEqual([
      "session.sign-in",
      "session.sign-out",
    ]);
  });

  test("when its owner is disabled", async () => {
    const person = await signedIn();
    await setUserDisabled(await makeUser({ isAdmin: true }), { id: person.id, disabled: true });
    await expect(requireActor()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  test("when its owner is marked disabled in the database, even if the session row stays", async () => {
    const person = await signedIn();
    await getDb().user.update({ where: { id: person.id }, data: { disabled: true } });
    expect(await findActor()).toBeNull();
  });

  test("when its owner's password is reset", async () => {
    const person = await signedIn();
    await resetPassword(await makeUser({ isAdmin: true }), { id: person.id, password: "Another1" });
    expect(await findActor()).toBeNull();
  });

  test("when its time is over", async () => {
    const person = await signedIn();
    await getDb().session.updateMany({
      where: { userId: person.id },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect(await findActor()).toBeNull();
  });

  test("or never was, when the cookie's signature is wrong", async () => {
    await signedIn();
    const cookie = request.headers.get("cookie") ?? "";
    request.headers = new Headers({ cookie: cookie.replace(/.{6}(?=%3D)/, "AAAAAA") });
    expect(await findActor()).toBeNull();
  });
});
