import { pbkdf2Sync } from "node:crypto";
import bcrypt from "bcryptjs";
import { beforeAll, expect, test } from "vitest";
import { importedBcrypt } from "@/lib/credentials/schemes";
import { generateSecret } from "@/lib/credentials/secret";
import { getDb } from "@/lib/db/client";
import { makeProject, makeRobot, makeUser } from "@/testing/builders";
import { settleFirstLogins } from "./first-login";
import { logIn } from "./login";

const origin = { address: "198.51.100.7", echo: null };
let project: { id: number; name: string };

beforeAll(async () => {
  project = await makeProject({ admins: [await makeUser()] });
});

const stretched = (secret: string) =>
  `pbkdf2-sha256$4096$saltOfHarbor$${pbkdf2Sync(secret, "saltOfHarbor", 4096, 16, "sha256").toString("hex")}`;

async function imported(secret: string, secretHash: string) {
  const robot = await makeRobot({ project, secret, secretHash });
  await getDb().robot.update({ where: { id: robot.id }, data: { importedAt: new Date(), importedFrom: "harbor" } });
  return robot;
}

/** `logIn` may throw at once. */
const attempt = async (name: string, secret: string) => logIn({ kind: "basic", name, secret }, origin);

const stored = (id: number) =>
  getDb().robot.findUniqueOrThrow({ where: { id }, select: { secretHash: true, movedAt: true } });

test.each([
  ["a generated secret becomes SHA-256", generateSecret(), /^sha256\$/],
  ["a guessable one becomes bcrypt", "Harbor12345", /^bcrypt\$\$2b\$12\$/],
])("after the first login %s, and both logins work", async (_, secret, form) => {
  const { id, loginName: name } = await imported(secret, stretched(secret));
  await expect(attempt(name, `${secret}x`)).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
  expect((await stored(id)).movedAt).toBeNull();
  await logIn({ kind: "basic", name, secret }, origin);
  await settleFirstLogins();
  const row = await stored(id);
  expect(row.secretHash).toMatch(form);
  expect(row.movedAt).toBeInstanceOf(Date);
  await logIn({ kind: "basic", name, secret }, origin);
  await settleFirstLogins();
  expect((await stored(id)).secretHash).toBe(row.secretHash);
});

test("a line of htpasswd becomes bcrypt of our cost", async () => {
  const secret = "from-htpasswd";
  const { id, loginName: name } = await imported(secret, importedBcrypt(bcrypt.hashSync(secret, 5)));
  await logIn({ kind: "basic", name, secret }, origin);
  await settleFirstLogins();
  expect((await stored(id)).secretHash).toMatch(/^bcrypt\$\$2b\$12\$/);
});

test("failed attempts by others don’t stop the first login with a generated secret", async () => {
  const secret = generateSecret();
  const { loginName: name } = await imported(secret, stretched(secret));
  for (let round = 0; round < 11; round++) await expect(attempt(name, generateSecret())).rejects.toThrow();
  expect(await logIn({ kind: "basic", name, secret }, origin)).toMatchObject({ loginName: name });
  await settleFirstLogins();
});

test("a secret that was refreshed during the first login stays refreshed", async () => {
  const secret = generateSecret();
  const { id, loginName: name } = await imported(secret, stretched(secret));
  await logIn({ kind: "basic", name, secret }, origin);
  await getDb().robot.update({ where: { id }, data: { secretHash: "sha256$refreshed" } });
  await settleFirstLogins();
  expect([stretched(secret), "sha256$refreshed"].includes((await stored(id)).secretHash)).toBe(true);
  expect((await stored(id)).secretHash).toBe("sha256$refreshed");
});
