import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { browserTokens } from "@/lib/credentials/session-cookie";
import { getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { findActor, requireActor, requireSession } from "@/lib/server/actor";
import { auditRows } from "@/testing/audit-rows";
import { makeUser } from "@/testing/builders";
import { sessionCookie } from "@/testing/session-cookie";
import { signInSchema } from "./schema";
import { resetPassword, setUserDisabled } from "./service";
import { signIn, signOut } from "./sign-in";

const request = vi.hoisted(() => ({ headers: new Headers() }));
vi.mock("next/headers", () => ({ headers: async () => request.headers }));

let addresses = 0;
/** With an address of its own, so that no test affects the limits of another. */
const caller = () => ({ address: `198.51.100.${++addresses}`, requestId: "request-1" });

const input = (username: string, password = "Password1") => ({ username, password });
const sessionsOf = (user: { id: number }) => getDb().session.count({ where: { userId: user.id } });

beforeEach(() => {
  request.headers = new Headers();
});

describe("signing in", () => {
  test("opens a session of the person, with an audit row", async () => {
    const person = await makeUser();
    const { sessionToken } = await signIn(caller(), input(person.username));
    request.headers = sessionCookie(sessionToken);
    expect(await requireActor()).toMatchObject({ type: "user", id: person.id, username: person.username });
    expect((await auditRows(person.username)).map(({ action, result }) => `${action} ${result}`)).toEqual([
      "session.sign-in success",
    ]);
  });

  test("ignores the case of the username", async () => {
    const person = await makeUser();
    await signIn(caller(), input(person.username.toUpperCase()));
    expect(await sessionsOf(person)).toBe(1);
  });

  test("gives a wrong password and an unknown name the same response, and logs both without the password", async () => {
    const person = await makeUser();
    const tell = (username: string) => signIn(caller(), input(username, "Wrong-pass1")).catch((error: Error) => error);
    const [wrong, unknown] = [await tell(person.username), await tell("nobody-here")];
    expect(wrong).toMatchObject({ code: "UNAUTHORIZED" });
    expect(wrong).toEqual(unknown);
    const rows = [...(await auditRows(person.username)), ...(await auditRows("nobody-here"))];
    expect(rows.map(({ action, result }) => `${action} ${result}`)).toEqual(Array(2).fill("session.sign-in failed"));
    expect(JSON.stringify(rows)).not.toContain("Wrong-pass1");
    expect(await sessionsOf(person)).toBe(0);
  });

  test("takes as long for an unknown name as for a wrong password", async () => {
    const person = await makeUser({ passwordCost: 12 });
    const time = async (username: string) => {
      const start = performance.now();
      await signIn(caller(), input(username, "Wrong-pass1")).catch(() => null);
      return performance.now() - start;
    };
    // The fastest of three, because other load only makes an attempt slower.
    const quickest = async (username: string) =>
      Math.min(await time(username), await time(username), await time(username));
    const [wrong, unknown] = [await quickest(person.username), await quickest("nobody-at-all")];
    expect(unknown).toBeGreaterThan(wrong / 4);
  });

  test("reveals that the account is disabled only with the right password", async () => {
    const person = await makeUser({ disabled: true });
    const right = signIn(caller(), input(person.username));
    await expect(right).rejects.toMatchObject({ code: "UNAUTHORIZED", message: expect.stringContaining("disabled") });
    const wrong = signIn(caller(), input(person.username, "Wrong-pass1"));
    await expect(wrong).rejects.toMatchObject({ message: expect.not.stringContaining("disabled") });
    expect(await sessionsOf(person)).toBe(0);
  });

  test.each(["disabled", "given another password"])(
    "opens no session for a person who is %s while the old password is being checked",
    async (change) => {
      const person = await makeUser({ passwordCost: 12 });
      const attempt = signIn(caller(), input(person.username)).catch((error) => error);
      await sleep(60);
      if (change === "disabled") await getDb().user.update({ where: { id: person.id }, data: { disabled: true } });
      else await getDb().user.update({ where: { id: person.id }, data: { passwordHash: "$2b$12$other" } });
      expect(await attempt).toMatchObject({ code: "UNAUTHORIZED" });
      expect(await sessionsOf(person)).toBe(0);
    },
  );

  test.each(["' OR 1=1 --", "<script>alert(1)</script>", "🎉", "ROBOT_x+y", "%"])(
    "treats %j as an unknown name",
    async (username) => {
      await expect(signIn(caller(), input(username))).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    },
  );

  test.each([
    { username: "nul\0" },
    { username: "\ud800" },
    { username: "x".repeat(65) },
    { username: 7 },
    { password: [] },
  ])("reports the field for %j", (bad) => {
    const parsed = signInSchema.safeParse({ ...input("person"), ...bad });
    expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(bad));
  });
});

describe("a session ends", () => {
  async function signedIn() {
    const person = await makeUser();
    const { sessionToken } = await signIn(caller(), input(person.username));
    request.headers = sessionCookie(sessionToken);
    return person;
  }

  test("on the server when its owner signs out, with an audit row", async () => {
    const person = await signedIn();
    const { actor, sessionId } = await requireSession();
    await signOut(actor, sessionId);
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
    await resetPassword(await makeUser({ isAdmin: true }), { id: person.id, password: "Orchard-lamp-7" });
    expect(await findActor()).toBeNull();
  });

  test("when it expires", async () => {
    const person = await signedIn();
    await getDb().session.updateMany({
      where: { userId: person.id },
      data: { expiresAt: new Date(Date.now() - 1000) },
    });
    expect(await findActor()).toBeNull();
  });

  test("when it was idle for too long, however new it is; use keeps it open", async () => {
    const person = await signedIn();
    const where = { userId: person.id };
    const idleMs = env().SESSION_IDLE_MINUTES * 60_000;
    const usedAgo = (ms: number) =>
      getDb().session.updateMany({ where, data: { lastSeenAt: new Date(Date.now() - ms) } });
    await usedAgo(idleMs - 60_000);
    expect(await findActor()).not.toBeNull();
    const { lastSeenAt } = await getDb().session.findFirstOrThrow({ where });
    expect(Date.now() - lastSeenAt.getTime()).toBeLessThan(60_000);
    await usedAgo(idleMs + 1000);
    expect(await findActor()).toBeNull();
  });

  test("when the same browser signs in again, but not when another one does", async () => {
    const person = await signedIn();
    await signIn(caller(), input(person.username));
    const { sessionToken } = await signIn(caller(), input(person.username), await browserTokens());
    expect(await findActor()).toBeNull();
    expect(await sessionsOf(person)).toBe(2);
    request.headers = sessionCookie(sessionToken);
    expect(await requireActor()).toMatchObject({ id: person.id });
  });

  test("or does not exist for another token, including the stored hash", async () => {
    const person = await signedIn();
    const token = (await browserTokens()).sessionToken ?? "";
    const { tokenHash } = await getDb().session.findFirstOrThrow({ where: { userId: person.id } });
    for (const other of [tokenHash, token.slice(1), `${token}A`, ""]) {
      request.headers = sessionCookie(other);
      expect(await findActor()).toBeNull();
    }
  });
});
