import { describe, expect, test } from "vitest";
import { getDb } from "@/lib/db/client";
import { makeProject, makeUser } from "@/testing/builders";
import { listUsers } from "./queries";
import { listUsersSchema } from "./schema";
import { createUser } from "./service";

const asked = (input: object = {}) => listUsersSchema.parse(input);

async function found(input: object): Promise<string[]> {
  const admin = await makeUser({ isAdmin: true, username: `asker-${crypto.randomUUID()}` });
  return (await listUsers(admin, asked(input))).rows.map(({ username }) => username);
}

describe("the list of people", () => {
  test("is searched by parts of username and name, in any case and script", async () => {
    await makeUser({ username: "umeko", name: "ÄNNE Öztürk" });
    await makeUser({ username: "anne.other", name: "Other" });
    expect(await found({ q: "änne ö" })).toEqual(["umeko"]);
    expect(await found({ q: "  MEK " })).toEqual(["umeko"]);
    expect(await found({ q: "anne." })).toEqual(["anne.other"]);
    expect(await found({ q: "nobody at all" })).toEqual([]);
  });

  test.each(["%", "_", "\\", "un_er", "under%core"])("takes %j literally, not as a pattern", async (q) => {
    await getDb().user.deleteMany({ where: { username: { startsWith: "under" } } });
    await makeUser({ username: "under-score", name: "No wildcard" });
    expect(await found({ q })).toEqual([]);
  });

  test("finds a literal underscore", async () => {
    await makeUser({ username: "snake_case" });
    expect(await found({ q: "snake_c" })).toEqual(["snake_case"]);
  });

  test("finds a new person by their display name", async () => {
    const admin = await makeUser({ isAdmin: true });
    await createUser(admin, { username: "fresh", name: "", email: "", password: "Orchard-lamp-7", isAdmin: false });
    await createUser(admin, {
      username: "f2",
      name: "Frida Kühn",
      email: "",
      password: "Orchard-lamp-7",
      isAdmin: false,
    });
    expect(await found({ q: "fresh fresh" })).toEqual(["fresh"]);
    expect(await found({ q: "frida KÜHN" })).toEqual(["f2"]);
  });

  test("is filtered by role and state together, and counted", async () => {
    await makeUser({ username: "filter-admin", isAdmin: true });
    await makeUser({ username: "filter-gone", isAdmin: true, disabled: true });
    await makeUser({ username: "filter-user" });
    const q = "filter-";
    expect(await found({ q, role: "admin" })).toEqual(["filter-admin", "filter-gone"]);
    expect(await found({ q, role: "user" })).toEqual(["filter-user"]);
    expect(await found({ q, role: "admin", state: "disabled" })).toEqual(["filter-gone"]);
    expect(await found({ q, state: "enabled" })).toEqual(["filter-admin", "filter-user"]);
  });

  test("is paged by username, with each person on exactly one page", async () => {
    for (let index = 0; index < 18; index++) await makeUser({ username: `paged-${String(index).padStart(2, "0")}` });
    const admin = await makeUser({ isAdmin: true });
    const pages = await Promise.all([1, 2, 3].map((page) => listUsers(admin, asked({ q: "paged-", page }))));
    expect(pages.map(({ rows, total }) => [rows.length, total])).toEqual([
      [15, 18],
      [3, 18],
      [0, 18],
    ]);
    const usernames = pages.flatMap(({ rows }) => rows.map(({ username }) => username));
    expect(usernames).toEqual([...usernames].sort());
    expect(new Set(usernames).size).toBe(18);
  });

  test("ignores invalid values in a URL", () => {
    expect(asked({ q: 7, role: "root", state: "x", page: -1, size: 9999 })).toEqual(asked());
    expect(asked({ q: `  ${"x".repeat(500)}` }).q).toHaveLength(100);
  });

  test("marks the current user and contains no hash", async () => {
    const admin = await makeUser({ isAdmin: true });
    const { rows } = await listUsers(admin, asked({ q: admin.username }));
    expect(rows[0]).toMatchObject({ id: admin.id, isSelf: true, isAdmin: true });
    expect(JSON.stringify(rows)).not.toContain("$2");
  });

  test("is NOT_FOUND for everyone but system admins", async () => {
    const person = await makeUser();
    await makeProject({ admins: [person] });
    await expect(listUsers(person, asked())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
