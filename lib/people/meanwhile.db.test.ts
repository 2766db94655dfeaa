import { beforeEach, describe, expect, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import { auditRows } from "@/testing/audit-rows";
import { makeUser } from "@/testing/builders";
import { changePassword, createUser, resetPassword } from "./service";

const waiting = vi.hoisted(() => ({ meanwhile: async () => {} }));
// Runs `waiting.meanwhile` while a new password is being hashed.
vi.mock("@/lib/credentials/password", async (original) => {
  const real = await original<typeof import("@/lib/credentials/password")>();
  const hashPassword = async (password: string) => {
    const { meanwhile } = waiting;
    waiting.meanwhile = async () => {};
    await meanwhile();
    return real.hashPassword(password, { cost: 4 });
  };
  return { ...real, hashPassword };
});

beforeEach(() => {
  waiting.meanwhile = async () => {};
});

const NEW = "Orchard-lamp-7";
const hashOf = async ({ id }: { id: number }) => (await getDb().user.findUniqueOrThrow({ where: { id } })).passwordHash;

async function signedIn() {
  const person = await makeUser();
  const expiresAt = new Date(Date.now() + 60_000);
  const open = (tokenHash: string) =>
    getDb().session.create({ data: { tokenHash, userId: person.id, expiresAt }, select: { id: true } });
  const { id: sessionId } = await open(crypto.randomUUID());
  const change = () => changePassword(person, { current: person.password, password: NEW, repeat: NEW }, sessionId);
  return { person, sessionId, change, open };
}

describe.each([
  ["disabled", { disabled: true }, "UNAUTHORIZED"],
  ["no system admin any more", { isAdmin: false }, "FORBIDDEN"],
])("an admin who is %s while the password is being hashed", (_what, data, code) => {
  const lose = async (id: number) => void (await getDb().user.update({ where: { id }, data }));

  test("creates no one and leaves a refused row", async () => {
    const admin = await makeUser({ isAdmin: true });
    waiting.meanwhile = () => lose(admin.id);
    const username = `late-${admin.id}`;
    const made = createUser(admin, { username, name: "", email: "", password: NEW, isAdmin: true });
    await expect(made).rejects.toMatchObject({ code });
    expect(await getDb().user.count({ where: { username } })).toBe(0);
    expect((await auditRows(username)).map(({ result }) => result)).toEqual(["refused"]);
  });

  test("resets no password, ends no session and leaves a refused row", async () => {
    const [admin, { person }] = [await makeUser({ isAdmin: true }), await signedIn()];
    const before = await hashOf(person);
    waiting.meanwhile = () => lose(admin.id);
    const reset = resetPassword(admin, { id: person.id, password: NEW });
    await expect(reset).rejects.toMatchObject({ code });
    expect(await hashOf(person)).toBe(before);
    expect(await getDb().session.count({ where: { userId: person.id } })).toBe(1);
    expect((await auditRows(person.username)).map(({ result }) => result)).toEqual(["refused"]);
  });
});

describe("changing one's own password", () => {
  test("does not undo a concurrent reset by an admin", async () => {
    const [admin, { person, change }] = [await makeUser({ isAdmin: true }), await signedIn()];
    let afterReset: string | null = null;
    waiting.meanwhile = async () => {
      await resetPassword(admin, { id: person.id, password: "Harbour-light-9" });
      afterReset = await hashOf(person);
    };
    await expect(change()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(await hashOf(person)).toBe(afterReset);
    expect((await auditRows(person.username)).map(({ action }) => action)).toEqual(["user.reset-password"]);
  });

  test("does not undo another change, even if the session still exists", async () => {
    const { person, sessionId, change } = await signedIn();
    const other = { current: person.password, password: "Harbour-light-9", repeat: "Harbour-light-9" };
    waiting.meanwhile = () => changePassword(person, other, sessionId);
    await expect(change()).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await auditRows(person.username)).map(({ action }) => action)).toEqual(["user.change-password"]);
  });

  test("fails once the session has ended or the person was disabled", async () => {
    for (const end of [
      (id: number) => getDb().session.deleteMany({ where: { userId: id } }),
      (id: number) => getDb().user.updateMany({ where: { id }, data: { disabled: true } }),
    ]) {
      const { person, change } = await signedIn();
      const before = await hashOf(person);
      waiting.meanwhile = async () => void (await end(person.id));
      await expect(change()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
      expect(await hashOf(person)).toBe(before);
    }
  });

  test("ends the person's other sessions and keeps the current one", async () => {
    const { person, sessionId, change, open } = await signedIn();
    await open(crypto.randomUUID());
    await change();
    const left = await getDb().session.findMany({ where: { userId: person.id }, select: { id: true } });
    expect(left).toEqual([{ id: sessionId }]);
  });
});

test("an admin cannot reset their own password, which would skip the current one", async () => {
  const admin = await makeUser({ isAdmin: true });
  const before = await hashOf(admin);
  const reset = resetPassword(admin, { id: admin.id, password: NEW });
  await expect(reset).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringContaining("account page") });
  expect(await hashOf(admin)).toBe(before);
});

test.each(["Password1", "the-{name}-9", "purser-console"])(
  "a new password like %j is rejected everywhere",
  async (text) => {
    const [admin, { person, sessionId }] = [await makeUser({ isAdmin: true }), await signedIn()];
    const password = text.replace("{name}", person.username);
    const refused = { code: "UNPROCESSABLE", fields: { password: expect.any(String) } };
    const input = { username: person.username, name: "", email: "", password, isAdmin: false };
    await expect(createUser(admin, input)).rejects.toMatchObject(refused);
    await expect(resetPassword(admin, { id: person.id, password })).rejects.toMatchObject(refused);
    const change = changePassword(person, { current: person.password, password, repeat: password }, sessionId);
    await expect(change).rejects.toMatchObject(refused);
  },
);
