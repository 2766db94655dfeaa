import { describe, expect, test } from "vitest";
import { makeProject, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { findPeopleToAdd, listMembers } from "./queries";
import { listMembersSchema } from "./schema";

const asked = (input: object = {}) => listMembersSchema.parse(input);

describe("the list of members", () => {
  test("is searched, filtered by role and paged, without members of other projects", async () => {
    const stem = `crew${process.pid}`;
    const crew = [];
    for (let index = 0; index < 17; index++)
      crew.push(await makeUser({ username: `${stem}-${index}`, name: `Nr ${index}` }));
    const [admin, ...viewers] = crew;
    if (!admin) throw new Error("no admin");
    const project = await makeProject({ admins: [admin], viewers });
    await makeProject({ viewers: [await makeUser({ username: `${stem}-elsewhere` })] });
    const list = async (input: object) => {
      const { rows, total } = await listMembers(admin, project.name, asked(input));
      return { names: rows.map(({ username }) => username), total };
    };
    expect((await list({})).names).toHaveLength(15);
    expect((await list({ page: 2 })).names).toHaveLength(2);
    expect(await list({ q: "elsewhere" })).toEqual({ names: [], total: 0 });
    expect(await list({ q: "NR 16" })).toEqual({ names: [`${stem}-16`], total: 1 });
    expect(await list({ role: "admin" })).toEqual({ names: [admin.username], total: 1 });
    expect((await list({ role: "viewer", q: stem })).total).toBe(16);
  });

  test("is readable for viewers and NOT_FOUND for outsiders", async () => {
    const [admin, viewer, outsider] = [await makeUser(), await makeUser(), await makeUser()];
    const project = await makeProject({ admins: [admin], viewers: [viewer] });
    await makeProject({ admins: [outsider] });
    const { rows } = await listMembers(viewer, project.name, asked());
    const roles = rows.map(({ username, role }) => `${username} ${role}`);
    expect(roles.sort()).toEqual([`${admin.username} admin`, `${viewer.username} viewer`].sort());
    await expect(listMembers(outsider, project.name, asked())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("finding people to add", () => {
  test("lists usernames that start with the term first, marks members, and shows only username and name", async () => {
    const admin = await makeUser({ username: "zo-admin", name: "Zo" });
    const project = await makeProject({ admins: [admin] });
    await makeUser({ username: "alonzo", name: "Alonzo", email: "alonzo@example.org" });
    await makeUser({ username: "zoe", name: "Zoë" });
    expect(await findPeopleToAdd(admin, { project: project.name, q: "ZO" })).toEqual([
      { username: "zo-admin", name: "Zo", isMember: true },
      { username: "zoe", name: "Zoë", isMember: false },
      { username: "alonzo", name: "Alonzo", isMember: false },
    ]);
    expect(await findPeopleToAdd(admin, { project: project.name, q: "ZOË" })).toHaveLength(1);
  });

  test("omits disabled people, ignores email, needs a term, and returns at most ten", async () => {
    const admin = await makeUser();
    const project = await makeProject({ admins: [admin] });
    await makeUser({ username: "gone-for-good", disabled: true });
    await makeUser({ username: "mailer", email: "secret-address@example.org" });
    for (let index = 0; index < 12; index++) await makeUser({ username: `mass-${index}` });
    const find = (q: string) => findPeopleToAdd(admin, { project: project.name, q });
    expect(await find("gone-for")).toEqual([]);
    expect(await find("secret-address")).toEqual([]);
    expect(await find("")).toEqual([]);
    expect(await find("%")).toEqual([]);
    expect(await find("mass-")).toHaveLength(10);
  });

  test("is refused to a viewer, an outsider and another project's admin, without an audit row", async () => {
    const [admin, viewer, elsewhere, nobody] = [await makeUser(), await makeUser(), await makeUser(), await makeUser()];
    const project = await makeProject({ admins: [admin], viewers: [viewer] });
    await makeProject({ admins: [elsewhere] });
    const input = { project: project.name, q: admin.username };
    await expect(findPeopleToAdd(viewer, input)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(findPeopleToAdd(elsewhere, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(findPeopleToAdd(nobody, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(findPeopleToAdd(nobody, { ...input, project: "nowhere" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await getDb().auditEvent.count({ where: { projectId: project.id } })).toBe(0);
  });
});
