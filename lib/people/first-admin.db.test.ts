import { beforeEach, describe, expect, test, vi } from "vitest";
import { getDb } from "@/lib/db/client";
import * as settings from "@/lib/env";
import { auditRows } from "@/testing/audit-rows";
import { makeUser } from "@/testing/builders";
import { completeSetup, prepareFirstAdmin } from "./first-admin";

let addresses = 0;
const caller = () => ({ address: `203.0.113.${++addresses}`, requestId: null });

async function announcedCode(): Promise<string> {
  const text = await prepareFirstAdmin();
  return text?.match(/[A-Z2-9]{4}(-[A-Z2-9]{4}){3}/)?.[0] ?? "";
}

const form = (code: string, username = "first") => ({
  code,
  username,
  name: "First",
  password: "Orchard-lamp-7",
  repeat: "Orchard-lamp-7",
});

const admins = async () => (await getDb().user.findMany()).map(({ username, isAdmin }) => `${username} ${isAdmin}`);

function withSettings(extra: Partial<settings.Env>): void {
  const real = settings.env();
  vi.spyOn(settings, "env").mockReturnValue({ ...real, ...extra });
}

vi.mock("@/lib/env", { spy: true });

beforeEach(async () => {
  vi.mocked(settings.env).mockReset();
  const db = getDb();
  await db.auditEvent.deleteMany();
  await db.user.deleteMany();
  await db.setting.deleteMany();
});

describe("setup", () => {
  test("creates a system admin with the code from the log, and an audit row without the password", async () => {
    await completeSetup(caller(), form(await announcedCode()));
    expect(await admins()).toEqual(["first true"]);
    const rows = await auditRows("first");
    expect(rows).toMatchObject([{ actorName: "setup", action: "user.create", result: "success" }]);
    expect(JSON.stringify(rows)).not.toContain("Orchard-lamp-7");
  });

  test("accepts the code in lowercase and without hyphens", async () => {
    const code = (await announcedCode()).toLowerCase().replaceAll("-", " ");
    await completeSetup(caller(), form(code));
    expect(await admins()).toEqual(["first true"]);
  });

  test("announces the same code after a restart", async () => {
    expect(await announcedCode()).toBe(await announcedCode());
  });

  test("rejects a wrong code at its field, and limits guessing", async () => {
    await announcedCode();
    const here = caller();
    const guess = () => completeSetup(here, form("AAAA-AAAA-AAAA-AAAA"));
    for (let index = 0; index < 10; index++)
      await expect(guess()).rejects.toMatchObject({ code: "UNPROCESSABLE", fields: { code: expect.any(String) } });
    await expect(guess()).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfterSeconds: expect.any(Number) });
    expect(await admins()).toEqual([]);
  });

  test("is closed the second time, even with the right code", async () => {
    const code = await announcedCode();
    await completeSetup(caller(), form(code));
    await expect(completeSetup(caller(), form(code, "second"))).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await admins()).toEqual(["first true"]);
    expect(await prepareFirstAdmin()).toBeNull();
  });

  test("creates one admin when two people send the right code at once", async () => {
    const code = await announcedCode();
    const tries = await Promise.allSettled(
      ["first", "second"].map((username) => completeSetup(caller(), form(code, username))),
    );
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await admins()).toHaveLength(1);
  });

  test("stays open when the username is rejected", async () => {
    const code = await announcedCode();
    await expect(completeSetup(caller(), form(code, "robot_x"))).rejects.toMatchObject({ code: "UNPROCESSABLE" });
    expect(await admins()).toEqual([]);
    await completeSetup(caller(), form(code));
    expect(await admins()).toEqual(["first true"]);
  });

  test("is closed once there are people, even if a slow start has reopened it", async () => {
    const code = await announcedCode();
    const row = await getDb().setting.findFirstOrThrow();
    await completeSetup(caller(), form(code));
    await getDb().setting.create({ data: { key: row.key, value: row.value } });
    await expect(completeSetup(caller(), form(code, "second"))).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await admins()).toEqual(["first true"]);
  });
});

test.each(["Password1", "first-of-all", "Purser2026!"])(
  "setup rejects %j at its field and stays open",
  async (password) => {
    const code = await announcedCode();
    const weak = completeSetup(caller(), { ...form(code), password, repeat: password });
    await expect(weak).rejects.toMatchObject({ code: "UNPROCESSABLE", fields: { password: expect.any(String) } });
    await completeSetup(caller(), form(code));
    expect(await admins()).toEqual(["first true"]);
  },
);

describe("ADMIN_USERNAME and ADMIN_PASSWORD", () => {
  const given = { ADMIN_USERNAME: "Boss", ADMIN_PASSWORD: "Orchard-lamp-7" };

  test("create the first admin on start, and setup is closed", async () => {
    withSettings(given);
    const text = await prepareFirstAdmin();
    expect(text).toContain("as boss");
    expect(text).not.toContain("Orchard-lamp-7");
    expect(await admins()).toEqual(["boss true"]);
    expect(await auditRows("boss")).toMatchObject([{ actorName: "ADMIN_USERNAME", action: "user.create" }]);
    expect(await getDb().setting.count()).toBe(0);
  });

  test("create one admin when several instances start at once", async () => {
    withSettings(given);
    await Promise.all(Array.from({ length: 4 }, () => prepareFirstAdmin()));
    expect(await admins()).toEqual(["boss true"]);
  });

  test("create no one when the password is easy to guess, and say so", async () => {
    for (const ADMIN_PASSWORD of ["12345678", "password", "the-boss-9"]) {
      withSettings({ ...given, ADMIN_PASSWORD });
      await expect(prepareFirstAdmin()).rejects.toMatchObject({ fields: { password: expect.any(String) } });
    }
    expect(await admins()).toEqual([]);
  });

  test("change nothing once there are people", async () => {
    const person = await makeUser();
    withSettings(given);
    expect(await prepareFirstAdmin()).toBeNull();
    expect(await admins()).toEqual([`${person.username} false`]);
  });
});
