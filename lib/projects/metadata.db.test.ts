import { describe, expect, test } from "vitest";
import { makeProject, makeUser } from "@/testing/builders";
import { getDb } from "../db/client";
import { changeProjectMetadata } from "./change-metadata";
import { readProject } from "./lookup";
import { readMetadata, storedMetadata } from "./metadata";
import { createProject } from "./service";

describe("a project's metadata", () => {
  test("starts as created and merges each change", async () => {
    const admin = await makeUser({ isAdmin: true });
    const { id } = await createProject(admin, { name: "with-metadata", metadata: { auto_scan: "true" } });
    const told = async () => readMetadata((await readProject(admin, { id })).metadata);
    expect(await told()).toEqual({ auto_scan: "true" });
    await changeProjectMetadata(admin, { id }, { severity: "high" });
    await changeProjectMetadata(admin, { id }, { auto_scan: "false" });
    expect(await told()).toEqual({ auto_scan: "false", severity: "high" });
  });

  test("that stays the same leaves no audit row and no newer time", async () => {
    const owner = await makeUser();
    const { id } = await makeProject({ admins: [owner] });
    await changeProjectMetadata(owner, { id }, { severity: "high", auto_scan: "true" });
    const before = await getDb().project.findUnique({ where: { id } });
    const rows = () => getDb().auditEvent.count({ where: { projectId: id } });
    const count = await rows();
    await changeProjectMetadata(owner, { id }, { auto_scan: "true", severity: "high" });
    await changeProjectMetadata(owner, { id }, {});
    expect(await getDb().project.findUnique({ where: { id } })).toEqual(before);
    expect(await rows()).toBe(count);
  });

  test("keeps all concurrent changes", async () => {
    const owner = await makeUser();
    const { id } = await makeProject({ admins: [owner] });
    const changes = [{ severity: "high" }, { auto_scan: "true" }, { prevent_vul: "true" }, { proxy_speed_kb: "-1" }];
    await Promise.all(changes.map((change) => changeProjectMetadata(owner, { id }, change)));
    const { metadata } = await readProject(owner, { id });
    expect(readMetadata(metadata)).toEqual(Object.assign({}, ...changes));
  });

  test("that can't be parsed counts as empty, and the next change replaces it", async () => {
    const owner = await makeUser();
    const { id } = await makeProject({ admins: [owner] });
    for (const metadata of ["", "7", "{", '{"severity":1}', '{"other":"x"}']) {
      await getDb().project.update({ where: { id }, data: { metadata } });
      expect(readMetadata((await readProject(owner, { id })).metadata)).toEqual({});
    }
    await changeProjectMetadata(owner, { id }, { severity: "low" });
    expect((await readProject(owner, { id })).metadata).toBe('{"severity":"low"}');
    expect(storedMetadata({})).toBeNull();
  });
});
