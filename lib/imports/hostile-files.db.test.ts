import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { daysAgo, makeProject, makeUser } from "@/testing/builders";
import { importsForget } from "./forget-task";
import { readImport } from "./queries";
import { importOptionsSchema } from "./schema";
import { applyImport, prepareImport } from "./service";

const HASH = "pbkdf2-sha256$4096$salt$83d3d6f3e7cacb040423adf7ced63d21";
let admin: Actor;

beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
});

async function prepare(source: string, lines: readonly object[], more = {}): Promise<number> {
  const file = (async function* () {
    yield Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n"));
  })();
  return (await prepareImport(admin, importOptionsSchema.parse({ source, ...more }), file)).id;
}

const robot = (name: string, project: string, more = {}) => ({
  ...{ name, project, hash: HASH, permissions: ["repository:pull"] },
  ...more,
});
const apply = (id: number) => applyImport(admin, id, Date.now() + 10_000);

test.each(["../admin", "A/B", "*", "UPPER"])("no file makes a project called %j", async (project) => {
  for (const [source, line] of [
    ["jsonl", robot(`ci-of-${project}`, project)],
    ["quay", { robots: [{ name: `${project}+ci`, token: "A1B2C3D4E5F6G7H8".repeat(4) }] }],
  ] as const) {
    const id = await prepare(source, [line]);
    expect((await readImport(admin, id)).report).toMatchObject({ projects: { new: 0 }, robots: { new: 0 } });
    expect(await apply(id)).toBe(true);
  }
  expect(await getDb().project.findFirst({ where: { name: project } })).toBeNull();
});

test("a dry run names who gets access to what is here already", async () => {
  const [person, owner] = [await makeUser(), await makeUser()];
  const here = await makeProject({ admins: [owner] });
  const right = (scope: string) => ({ scope, resource: "repository", action: "pull" });
  const base = { v: 1, kind: "robot", salt: "salt", secret: "83d3d6f3e7cacb040423adf7ced63d21" };
  const id = await prepare("harbor", [
    { v: 1, kind: "project", id: 1, name: here.name },
    { v: 1, kind: "project", id: 2, name: "brought-along" },
    ...[1, 2].map((project_id) => ({ v: 1, kind: "member", project_id, username: person.username, role: 1 })),
    { ...base, id: 1, name: `${here.name}+x`, project_id: 1, rights: [right("/project/1")] },
    { ...base, id: 2, name: "brought-along+x", project_id: 2, rights: [right("/project/2")] },
    { ...base, id: 3, name: "everywhere", project_id: 0, rights: [right("/project/*")] },
  ]);
  expect((await readImport(admin, id)).report.existing.items).toEqual([
    { name: here.name, reason: "1 robot account gets access." },
    { name: "Every project", reason: "1 robot account gets access." },
    { name: here.name, reason: `${person.username} becomes an admin.` },
  ]);
  expect(await apply(id)).toBe(true);
  const heard = await getDb().event.findMany({ where: { projectId: here.id, type: "member.added" } });
  expect(heard.map(({ data }) => JSON.parse(data).subject)).toEqual([person.username]);
});

test("one id twice in a file that keeps ids doesn’t stop the import", async () => {
  await getDb().robot.deleteMany();
  await getDb().auditEvent.deleteMany();
  const lines = ["one", "two"].map((name) => robot(name, "twice", { id: 7 }));
  const id = await prepare("jsonl", lines, { keep_ids: "true" });
  expect((await readImport(admin, id)).report.keeps_ids).toBe(false);
  expect(await apply(id)).toBe(true);
  expect(await getDb().robot.count({ where: { importId: id } })).toBe(2);
});

test("after a day a dry run can’t be applied, and its hashes are deleted without another upload", async () => {
  const id = await prepare("jsonl", [robot("late", "late")]);
  const begun = await prepare("jsonl", [robot("begun", "begun")]);
  await applyImport(admin, begun, 0);
  await getDb().import.updateMany({ where: { id: { in: [id, begun] } }, data: { createdAt: daysAgo(2) } });
  await expect(apply(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(readImport(admin, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await importsForget.run(new AbortController().signal);
  expect(await getDb().importBatch.count({ where: { importId: id } })).toBe(0);
  expect(await getDb().importBatch.count({ where: { importId: begun } })).toBe(1);
  expect(await apply(begun)).toBe(true);
});

test("the report of a file’s permissions has no control characters", async () => {
  const id = await prepare("jsonl", [robot("esc", "esc", { permissions: ["\u001b[2Jx"] })]);
  expect(JSON.stringify((await readImport(admin, id)).report)).not.toContain("\\u001b");
});
