import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { ROBOT_FILTER_KEYS } from "@/lib/robots/filters";
import { inDays, makeProject, makeRobot, makeSystemRobot, makeUser } from "@/testing/builders";
import { exportRobots } from "./export";
import { listAllRobots } from "./queries";
import { type AllFilter, listAllSchema } from "./schema";
import { listViews, removeView, saveView } from "./views";

let [admin, owner, viewer, stranger]: Actor[] = [];
let mine: { id: number; name: string };
let other: { id: number; name: string };

beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
  [owner, viewer, stranger] = [await makeUser(), await makeUser(), await makeUser()];
  mine = await makeProject({ admins: [owner], viewers: [viewer] });
  other = await makeProject({ admins: [stranger] });
  await makeRobot({ project: mine, expiresAt: inDays(3), description: "=HYPERLINK(1)" });
  await makeRobot({ project: mine, expiresAt: -1, permissions: ["repository:pull"] });
  await makeRobot({ project: mine, disabled: true, permissions: ["repository:pull-not", "tag:create"] });
  await makeRobot({ project: other, expiresAt: inDays(-1) });
  await makeSystemRobot({ grants: [{ kind: "project", projectId: null, access: "repository:pull" }] });
});

const all = (actor: Actor | undefined, input: object = {}) =>
  listAllRobots(actor as Actor, listAllSchema.parse({ size: 100, ...input }));

async function exported(actor: Actor | undefined, format: "csv" | "json", input: object = {}): Promise<string> {
  const filter: AllFilter = listAllSchema.parse(input);
  let text = "";
  for await (const piece of await exportRobots(actor as Actor, filter, format)) text += piece;
  return text;
}

test("system admins see every robot, others those of their projects and no system robots", async () => {
  expect((await all(admin)).rows.map(({ project }) => project).sort()).toEqual(
    [mine.name, mine.name, mine.name, other.name, null].sort(),
  );
  for (const actor of [owner, viewer])
    expect((await all(actor)).rows.map(({ project }) => project)).toEqual([mine.name, mine.name, mine.name]);
  expect((await all(owner)).rows.every(({ canManage }) => canManage)).toBe(true);
  expect((await all(viewer)).rows.some(({ canManage }) => canManage)).toBe(false);
  expect((await all(await makeUser())).total).toBe(0);
});

test("a permission finds the robots that hold exactly it", async () => {
  const holding = async (holds: string) => (await all(admin, { holds })).total;
  expect([await holding("repository:pull"), await holding("tag:create"), await holding("scan:create")]).toEqual([
    4, 3, 2,
  ]);
});

test("exports contain what the list shows, for every filter, without secrets, and no spreadsheet formula", async () => {
  for (const status of [[], ...ROBOT_FILTER_KEYS.map((key) => [key])])
    for (const actor of [admin, owner, stranger]) {
      const listed = (await all(actor, { status })).rows.map(({ loginName }) => loginName).sort();
      const records = JSON.parse(await exported(actor, "json", { status })) as { name: string }[];
      expect([status, records.map(({ name }) => name).sort()]).toEqual([status, listed]);
      expect((await exported(actor, "csv", { status })).trim().split("\r\n")).toHaveLength(listed.length + 1);
    }
  const csv = await exported(admin, "csv");
  expect(csv).toContain(`"'=HYPERLINK(1)"`);
  const hashes = await getDb().robot.findMany({ select: { secretHash: true } });
  for (const text of [csv, await exported(admin, "json")])
    for (const { secretHash } of hashes) expect(text).not.toContain(secretHash);
});

test("an export stops when its reader is no longer a system admin, or is disabled", async () => {
  for (const data of [{ isAdmin: false }, { disabled: true }]) {
    const reader = await makeUser({ isAdmin: true });
    const pieces = await exportRobots(reader, listAllSchema.parse({}), "csv");
    expect((await pieces.next()).value).toContain("name");
    await getDb().user.update({ where: { id: reader.id }, data });
    await expect(pieces.next()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  }
});

test("views are a person's own: another can't see or delete them, and the same name replaces", async () => {
  const person = owner as Actor;
  await Promise.all([1, 2, 3].map(() => saveView(person, { name: "Mine", query: "status=expired" })));
  await saveView(person, { name: "Mine", query: "status=idle" });
  const [view] = await listViews(person);
  expect(view).toMatchObject({ name: "Mine", query: "status=idle" });
  expect(await listViews(stranger as Actor)).toEqual([]);
  await removeView(stranger as Actor, { id: view?.id ?? 0 });
  expect(await listViews(person)).toHaveLength(1);
  await removeView(person, { id: view?.id ?? 0 });
  expect(await listViews(person)).toEqual([]);
});
