import { describe, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { auditRows } from "@/testing/audit-rows";
import { makeProject, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { addMemberSchema } from "./schema";
import { addMember, changeMemberRole, removeMember } from "./service";

/** A project with an admin, a viewer, an admin of another project, and a system admin who is not a member. */
async function cast() {
  const [admin, viewer, elsewhere] = [await makeUser(), await makeUser(), await makeUser()];
  const project = await makeProject({ admins: [admin], viewers: [viewer] });
  await makeProject({ admins: [elsewhere] });
  return { admin, viewer, elsewhere, project, system: await makeUser({ isAdmin: true }) };
}

async function membership(project: { id: number }, user: Actor): Promise<{ id: number; role: string } | null> {
  return getDb().member.findUnique({ where: { projectId_userId: { projectId: project.id, userId: user.id } } });
}

async function idOf(project: { id: number }, user: Actor): Promise<number> {
  return (await membership(project, user))?.id ?? 0;
}

describe("adding a member", () => {
  test("grants the role and leaves an audit row", async () => {
    const { admin, project } = await cast();
    const person = await makeUser();
    await addMember(admin, { project: project.name, username: person.username, role: "viewer" });
    expect(await membership(project, person)).toMatchObject({ role: "viewer" });
    expect(await auditRows(person.username)).toEqual([
      {
        actorName: admin.username,
        action: "member.add",
        result: "success",
        details: { after: { role: "viewer" } },
      },
    ]);
  });

  test("reports at the field that the person is unknown or already a member", async () => {
    const { admin, viewer, project } = await cast();
    const add = (username: string) => addMember(admin, { project: project.name, username, role: "admin" });
    await expect(add("nobody-of-this-name")).rejects.toMatchObject({
      code: "UNPROCESSABLE",
      fields: { username: expect.any(String) },
    });
    await expect(add(viewer.username)).rejects.toMatchObject({
      code: "CONFLICT",
      fields: { username: expect.any(String) },
    });
    expect(await membership(project, viewer)).toMatchObject({ role: "viewer" });
  });

  test.each(["a\0b", "🎉", "<script>", "' OR 1=1 --", "", "a".repeat(65), 7, null, undefined])(
    "rejects the username %j",
    (username) => {
      const parsed = addMemberSchema.safeParse({ project: "project", username, role: "viewer" });
      expect(new Set(parsed.error?.issues.map(({ path }) => path[0]))).toEqual(new Set(["username"]));
    },
  );
});

describe("changing a role", () => {
  test("leaves an audit row with before and after", async () => {
    const { admin, viewer, project } = await cast();
    await changeMemberRole(admin, { id: await idOf(project, viewer), role: "admin" });
    expect(await membership(project, viewer)).toMatchObject({ role: "admin" });
    expect((await auditRows(viewer.username))[0]).toMatchObject({
      action: "member.change-role",
      details: { before: { role: "viewer" }, after: { role: "admin" } },
    });
  });

  test("cannot demote the last admin, except by a system admin", async () => {
    const { admin, project, system } = await cast();
    const input = { id: await idOf(project, admin), role: "viewer" as const };
    await expect(changeMemberRole(admin, input)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await membership(project, admin)).toMatchObject({ role: "admin" });
    await changeMemberRole(system, input);
    expect(await membership(project, admin)).toMatchObject({ role: "viewer" });
  });

  test("leaves one admin when two demote each other at once", async () => {
    const [one, two] = [await makeUser(), await makeUser()];
    // Several projects, because a single attempt may happen not to be concurrent.
    for (let round = 0; round < 12; round++) {
      const project = await makeProject({ admins: [one, two] });
      const [idOne, idTwo] = [await idOf(project, one), await idOf(project, two)];
      const tries = await Promise.allSettled([
        changeMemberRole(one, { id: idTwo, role: "viewer" }),
        changeMemberRole(two, { id: idOne, role: "viewer" }),
      ]);
      expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(await getDb().member.count({ where: { projectId: project.id, role: "admin" } })).toBe(1);
    }
  });
});

const IS_YOU = "You’d be removing yourself and would lose access to this project right away.";
const noAdminLeft = (project: { name: string }) =>
  `“${project.name}” would have no admin left. Only system admins could manage it.`;

describe("removing a member", () => {
  test("revokes the role and leaves an audit row", async () => {
    const { admin, viewer, project } = await cast();
    await removeMember(admin, { id: await idOf(project, viewer), accepted: null });
    expect(await membership(project, viewer)).toBeNull();
    expect((await auditRows(viewer.username))[0]).toMatchObject({
      action: "member.remove",
      details: { before: { role: "viewer" } },
    });
  });

  test("warns before people remove themselves", async () => {
    const [admin, other] = [await makeUser(), await makeUser()];
    const project = await makeProject({ admins: [admin, other] });
    const id = await idOf(project, admin);
    const warning = { code: "CONFLICT", message: expect.stringContaining("removing yourself") };
    await expect(removeMember(admin, { id, accepted: null })).rejects.toMatchObject(warning);
    expect(await membership(project, admin)).not.toBeNull();
    await removeMember(admin, { id, accepted: IS_YOU });
    expect(await membership(project, admin)).toBeNull();
  });

  test("warns again when another admin left after the first warning", async () => {
    const [admin, other] = [await makeUser(), await makeUser()];
    const project = await makeProject({ admins: [admin, other] });
    await removeMember(admin, { id: await idOf(project, other), accepted: null });
    const id = await idOf(project, admin);
    const warning = { code: "CONFLICT", message: expect.stringContaining("no admin left") };
    await expect(removeMember(admin, { id, accepted: IS_YOU })).rejects.toMatchObject(warning);
    expect(await membership(project, admin)).not.toBeNull();
  });

  test("warns before the last admin is removed, but not for a viewer of a project without admins", async () => {
    const { admin, viewer, project, system } = await cast();
    const id = await idOf(project, admin);
    const warning = { code: "CONFLICT", message: expect.stringContaining("no admin left") };
    await expect(removeMember(admin, { id, accepted: null })).rejects.toMatchObject(warning);
    await expect(removeMember(system, { id, accepted: null })).rejects.toMatchObject(warning);
    await removeMember(system, { id, accepted: noAdminLeft(project) });
    await removeMember(system, { id: await idOf(project, viewer), accepted: null });
    expect(await getDb().member.count({ where: { projectId: project.id } })).toBe(0);
  });

  test("is NOT_FOUND the second time", async () => {
    const { admin, viewer, project } = await cast();
    const input = { id: await idOf(project, viewer), accepted: null };
    const tries = await Promise.allSettled([removeMember(admin, input), removeMember(admin, input)]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(removeMember(admin, input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await auditRows(viewer.username)).toHaveLength(1);
  });
});

describe("a person without the role", () => {
  test("is refused as a viewer: nothing changes, and each attempt leaves an audit row", async () => {
    const { viewer, admin, project } = await cast();
    const id = await idOf(project, admin);
    const newcomer = await makeUser();
    const refused = { code: "FORBIDDEN" };
    const add = { project: project.name, username: newcomer.username, role: "admin" as const };
    await expect(addMember(viewer, add)).rejects.toMatchObject(refused);
    await expect(changeMemberRole(viewer, { id, role: "viewer" })).rejects.toMatchObject(refused);
    await expect(removeMember(viewer, { id, accepted: null })).rejects.toMatchObject(refused);
    const self = await idOf(project, viewer);
    await expect(changeMemberRole(viewer, { id: self, role: "admin" })).rejects.toMatchObject(refused);
    expect(await getDb().member.count({ where: { projectId: project.id } })).toBe(2);
    expect(await membership(project, viewer)).toMatchObject({ role: "viewer" });
    const rows = [newcomer, admin, viewer].map(({ username }) => auditRows(username));
    expect((await Promise.all(rows)).flat().map(({ action, result }) => `${action} ${result}`)).toEqual([
      "member.add refused",
      "member.change-role refused",
      "member.remove refused",
      "member.change-role refused",
    ]);
  });

  test("learns nothing as another project's admin: existing and missing member ids get the same response", async () => {
    const { elsewhere, admin, project } = await cast();
    const id = await idOf(project, admin);
    const answer = (memberId: number) =>
      removeMember(elsewhere, { id: memberId, accepted: null }).catch((error: Error) => error);
    const [there, nowhere] = [await answer(id), await answer(2_000_000_000)];
    expect(there).toMatchObject({ code: "NOT_FOUND" });
    expect(there).toEqual(nowhere);
    expect(await membership(project, admin)).not.toBeNull();
    const add = { project: project.name, username: elsewhere.username, role: "admin" as const };
    await expect(addMember(elsewhere, add)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await membership(project, elsewhere)).toBeNull();
  });
});
