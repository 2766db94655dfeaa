import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { auditRows } from "@/testing/audit-rows";
import { makeProject, makeUser } from "@/testing/builders";
import { createUserSchema } from "./schema";
import { changePassword, createUser, resetPassword, setUserAdmin, setUserDisabled } from "./service";

const newPerson = (username: string) => ({ username, name: "", email: "", password: "Orchard-lamp-7", isAdmin: false });

async function makeSession(user: { id: number }): Promise<number> {
  const [tokenHash, expiresAt] = [crypto.randomUUID(), new Date(Date.now() + 60_000)];
  return (await getDb().session.create({ data: { tokenHash, userId: user.id, expiresAt } })).id;
}

const sessionsOf = async (user: { id: number }) =>
  (await getDb().session.findMany({ where: { userId: user.id } })).map(({ id }) => id);

const hashOf = async (user: { id: number }) =>
  (await getDb().user.findUnique({ where: { id: user.id } }))?.passwordHash ?? "";

const stored = (user: Actor) => getDb().user.findUniqueOrThrow({ where: { id: user.id } });

describe("creating a person", () => {
  test("stores a bcrypt hash of cost 12 and leaves an audit row without the password", async () => {
    const admin = await makeUser({ isAdmin: true });
    const user = await createUser(admin, { ...newPerson("ada"), name: "Ada 🦊 <b>", email: "ada@example.org" });
    expect(await hashOf(user)).toMatch(/^\$2[aby]\$12\$/);
    expect(await getDb().user.findUnique({ where: { id: user.id } })).toMatchObject({
      username: "ada",
      name: "Ada 🦊 <b>",
      email: "ada@example.org",
      isAdmin: false,
    });
    const rows = await auditRows("ada");
    expect(rows).toEqual([
      { actorName: admin.username, action: "user.create", result: "success", details: { after: { isAdmin: false } } },
    ]);
  });

  test("is a CONFLICT at the field when the username is taken", async () => {
    const admin = await makeUser({ isAdmin: true });
    const { username } = await makeUser();
    await expect(createUser(admin, newPerson(username))).rejects.toMatchObject({
      code: "CONFLICT",
      fields: { username: expect.stringContaining(username) },
    });
  });

  test("is a CONFLICT when the email address is in use", async () => {
    const admin = await makeUser({ isAdmin: true });
    await makeUser({ email: "taken@example.org" });
    const input = { ...newPerson("late-comer"), email: "taken@example.org" };
    await expect(createUser(admin, input)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await getDb().user.count({ where: { username: "late-comer" } })).toBe(0);
  });

  test("rejects a username with the robot prefix", async () => {
    const admin = await makeUser({ isAdmin: true });
    await expect(createUser(admin, newPerson("robot_ops"))).rejects.toMatchObject({
      code: "UNPROCESSABLE",
      fields: { username: expect.stringContaining("robot_") },
    });
  });

  test.each([
    ["username", "a\0b"],
    ["username", "🎉"],
    ["username", "<script>alert(1)</script>"],
    ["username", '\'; DROP TABLE "User"; --'],
    ["username", "x".repeat(65)],
    ["name", "nul\0"],
    ["name", "two\nlines"],
    ["name", "x".repeat(101)],
    ["name", "\ud800"],
    ["email", "no address"],
    ["email", "a\0@example.org"],
    ["password", "short"],
    ["password", "nul\0nul\0nul"],
    ["password", "🎉".repeat(19)],
    ["password", undefined],
    ["isAdmin", "yes"],
  ])("reports the field when %s is %j", (field, value) => {
    const parsed = createUserSchema.safeParse({ ...newPerson("fine"), [field]: value });
    expect(new Set(parsed.error?.issues.map(({ path }) => path[0]))).toEqual(new Set([field]));
  });
});

describe("disabling a person", () => {
  test("ends their sessions at once; enabling restores none", async () => {
    const [admin, person] = [await makeUser({ isAdmin: true }), await makeUser()];
    await makeSession(person);
    await setUserDisabled(admin, { id: person.id, disabled: true });
    expect(await stored(person)).toMatchObject({ disabled: true });
    expect(await sessionsOf(person)).toEqual([]);
    await setUserDisabled(admin, { id: person.id, disabled: false });
    expect(await stored(person)).toMatchObject({ disabled: false });
    expect((await auditRows(person.username)).map(({ action }) => action)).toEqual(["user.disable", "user.enable"]);
  });

  test("cannot be done to oneself", async () => {
    const admin = await makeUser({ isAdmin: true });
    await expect(setUserDisabled(admin, { id: admin.id, disabled: true })).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await stored(admin)).toMatchObject({ disabled: false });
  });

  test("leaves one when two system admins disable each other at once", async () => {
    const [one, two] = [await makeUser({ isAdmin: true }), await makeUser({ isAdmin: true })];
    const tries = await Promise.allSettled([
      setUserDisabled(one, { id: two.id, disabled: true }),
      setUserDisabled(two, { id: one.id, disabled: true }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect([await stored(one), await stored(two)].filter(({ disabled }) => !disabled)).toHaveLength(1);
    const rows = [...(await auditRows(one.username)), ...(await auditRows(two.username))];
    expect(rows.map(({ result }) => result).sort()).toEqual(["refused", "success"]);
  });
});

describe("the system admin role", () => {
  test("is granted and revoked, each with an audit row", async () => {
    const [admin, person] = [await makeUser({ isAdmin: true }), await makeUser()];
    await setUserAdmin(admin, { id: person.id, isAdmin: true });
    expect(await stored(person)).toMatchObject({ isAdmin: true });
    await setUserAdmin(admin, { id: person.id, isAdmin: false });
    expect(await stored(person)).toMatchObject({ isAdmin: false });
    const actions = (await auditRows(person.username)).map(({ action }) => action);
    expect(actions).toEqual(["user.make-admin", "user.revoke-admin"]);
  });

  test("cannot be revoked from oneself", async () => {
    const admin = await makeUser({ isAdmin: true });
    await expect(setUserAdmin(admin, { id: admin.id, isAdmin: false })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("stays with one when two revoke it from each other at once", async () => {
    const [one, two] = [await makeUser({ isAdmin: true }), await makeUser({ isAdmin: true })];
    const tries = await Promise.allSettled([
      setUserAdmin(one, { id: two.id, isAdmin: false }),
      setUserAdmin(two, { id: one.id, isAdmin: false }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect([await stored(one), await stored(two)].filter(({ isAdmin }) => isAdmin)).toHaveLength(1);
  });
});

describe("passwords", () => {
  test("a reset replaces the hash and ends every session of that person", async () => {
    const [admin, person] = [await makeUser({ isAdmin: true }), await makeUser()];
    await makeSession(person);
    const before = await hashOf(person);
    await resetPassword(admin, { id: person.id, password: "Orchard-lamp-7" });
    expect(await hashOf(person)).not.toBe(before);
    expect(await sessionsOf(person)).toEqual([]);
    expect(JSON.stringify(await auditRows(person.username))).not.toContain("Orchard-lamp-7");
  });

  test("one's own is changed with the current one; other sessions end, this one stays", async () => {
    const person = await makeUser({ password: "Password1" });
    const here = await makeSession(person);
    await makeSession(person);
    const input = { current: "Password1", password: "Orchard-lamp-7", repeat: "Orchard-lamp-7" };
    await changePassword(person, input, here);
    expect(await sessionsOf(person)).toEqual([here]);
    await expect(changePassword(person, input, here)).rejects.toMatchObject({
      code: "UNPROCESSABLE",
      fields: { current: expect.any(String) },
    });
    const rows = await auditRows(person.username);
    expect(rows.map(({ action, result }) => `${action} ${result}`)).toEqual([
      "user.change-password success",
      "user.change-password failed",
    ]);
    expect(JSON.stringify(rows)).not.toMatch(/Password1|Orchard-lamp-7/);
  });

  test("guessing the current one is limited", async () => {
    const person = await makeUser();
    const guess = () =>
      changePassword(person, { current: "guess", password: "Orchard-lamp-7", repeat: "Orchard-lamp-7" }, 0);
    for (let index = 0; index < 10; index++) await expect(guess()).rejects.toMatchObject({ code: "UNPROCESSABLE" });
    await expect(guess()).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfterSeconds: expect.any(Number) });
  });
});

describe("a person who is not a system admin", () => {
  test("is refused every action on people, with an audit row and without a change", async () => {
    const [person, victim] = [await makeUser(), await makeUser()];
    await makeProject({ admins: [person] });
    const before = await hashOf(victim);
    const attempts = [
      createUser(person, newPerson("made-by-nobody")),
      setUserDisabled(person, { id: victim.id, disabled: true }),
      setUserAdmin(person, { id: victim.id, isAdmin: true }),
      resetPassword(person, { id: victim.id, password: "Orchard-lamp-7" }),
      setUserAdmin(person, { id: person.id, isAdmin: true }),
    ];
    for (const attempt of await Promise.allSettled(attempts))
      expect(attempt).toMatchObject({ status: "rejected", reason: { code: "FORBIDDEN" } });
    expect(await stored(victim)).toMatchObject({ disabled: false, isAdmin: false });
    expect(await stored(person)).toMatchObject({ isAdmin: false });
    expect(await hashOf(victim)).toBe(before);
    const rows = await getDb().auditEvent.findMany({ where: { actorId: person.id } });
    expect(rows.map(({ result }) => result)).toEqual(Array(5).fill("refused"));
  });

  test("learns nothing from an id: existing and missing people get the same response", async () => {
    const [person, victim] = [await makeUser(), await makeUser()];
    const ask = (id: number) => setUserDisabled(person, { id, disabled: true }).catch((error: Error) => error);
    expect(await ask(2_000_000_000)).toEqual(await ask(victim.id));
  });
});

test("an action on a deleted person is NOT_FOUND for a system admin", async () => {
  const admin = await makeUser({ isAdmin: true });
  const id = 2_000_000_000;
  await expect(setUserDisabled(admin, { id, disabled: true })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(resetPassword(admin, { id, password: "Orchard-lamp-7" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
