import { beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/access/caller";
import { getDb } from "@/lib/db/client";
import { makeRobot, makeUser } from "@/testing/builders";
import { exportHarbor, type HarborExport } from "@/testing/harbor-database";
import { getToken, startDataPlane } from "@/testing/registry-server";
import { settleFirstLogins } from "../registry/first-login";
import { exportIds, readImport } from "./queries";
import { importOptionsSchema } from "./schema";
import { applyImport, prepareImport } from "./service";

const ROBOTS = 2_000;
let admin: Actor;
let harbor: HarborExport;

beforeAll(async () => {
  admin = await makeUser({ isAdmin: true });
  const people = await Promise.all(Array.from({ length: 20 }, () => makeUser()));
  const usernames = ["harbor-admin", ...people.map(({ username }) => username)];
  harbor = await exportHarbor({ robots: ROBOTS, projects: 40, members: 60, usernames });
}, 60_000);

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += 10_007) yield bytes.subarray(start, start + 10_007);
}

const options = (more = {}) => importOptionsSchema.parse({ source: "harbor", ...more });
const robotCount = () => getDb().robot.count({ where: { importedFrom: "harbor" } });

test("the printed statement writes a file that only its owner can read", () => {
  expect(harbor.mode.toString(8)).toBe("600");
  expect(harbor.file.trimEnd().split("\n")).toHaveLength(ROBOTS + 40 + 60);
});

test("a dry run counts everything, names what differs, and stores no robot", async () => {
  const { id } = await prepareImport(admin, options({ keep_ids: "true" }), pieces(harbor.file));
  const { report, state } = await readImport(admin, id);
  expect(state).toBe("ready");
  expect(report).toMatchObject({
    robots: { total: ROBOTS, new: ROBOTS, already_here: 0, conflicts: 0, cannot_move: 0, disabled: 0 },
    projects: { total: 40, new: 40 },
    keeps_ids: true,
    first_names: ["robot$team-2+ci-1", "robot$team-3+ci-2", "robot$team-4+ci-3"],
  });
  expect(report.not_moved.items.map(({ reason }) => reason)).toContain("It’s a group. Add its people as members.");
  expect(report.permissions).toContainEqual({ from: "/project/* artifact:list", to: null, robots: ROBOTS / 10 });
  expect(report.permissions).toContainEqual({
    from: "/project/<id> repository:pull",
    to: "repository:pull",
    robots: (ROBOTS * 9) / 10,
  });
  expect(await robotCount()).toBe(0);
  expect(JSON.stringify(report)).not.toMatch(/pbkdf2|[0-9a-f]{32}/);
});

test("two calls at once and one that was cut off apply an import exactly once, with its ids", async () => {
  const { id } = await prepareImport(admin, options({ keep_ids: "true" }), pieces(harbor.file));
  // As if the process had been killed after the first batch of robots.
  expect(await applyImport(admin, id, 0)).toBe(false);
  expect(await applyImport(admin, id, 0)).toBe(false);
  const later = Date.now() + 60_000;
  await Promise.all([applyImport(admin, id, later), applyImport(admin, id, later)]);
  expect(await readImport(admin, id)).toMatchObject({ state: "applied", robots: { imported: ROBOTS, logged_in: 0 } });
  const rows = await getDb().robot.findMany({ where: { importId: id }, select: { id: true, importedId: true } });
  expect(rows.every((row) => String(row.id) === row.importedId)).toBe(true);
  expect(await getDb().auditEvent.count({ where: { action: "robot.import" } })).toBe(ROBOTS);
  expect(await getDb().auditEvent.count({ where: { action: "import.apply" } })).toBe(1);
  expect(await getDb().importBatch.count({ where: { importId: id } })).toBe(0);
  const csv: string[] = [];
  for await (const piece of exportIds(admin, id)) csv.push(piece);
  expect(csv.join("").split("\r\n")[1]).toBe('"robot$team-2+ci-1","1",1');
}, 60_000);

test("a second import of the same file changes nothing", async () => {
  const before = await getDb().robot.findMany({ orderBy: { id: "asc" } });
  const { id } = await prepareImport(admin, options(), pieces(harbor.file));
  const { report } = await readImport(admin, id);
  expect(report.robots).toMatchObject({ new: 0, already_here: ROBOTS, conflicts: 0 });
  expect(report.projects.new + report.members.new).toBe(0);
  expect(await applyImport(admin, id, Date.now() + 60_000)).toBe(true);
  expect(await getDb().robot.findMany({ orderBy: { id: "asc" } })).toEqual(before);
});

test("every robot logs in with its old name and secret, and is then stored as ours", async () => {
  const server = await startDataPlane();
  const wanted = harbor.robots.filter(({ disabled }) => !disabled);
  try {
    for (let start = 0; start < wanted.length; start += 20) {
      const some = wanted.slice(start, start + 20);
      const replies = await Promise.all(some.map((robot) => getToken(server, robot)));
      expect(replies.map(({ status }) => status)).toEqual(some.map(() => 200));
    }
  } finally {
    await server.stop();
  }
  await settleFirstLogins();
  const where = { importedFrom: "harbor", disabled: false };
  expect(await getDb().robot.count({ where: { ...where, secretHash: { startsWith: "pbkdf2" } } })).toBe(0);
  expect(await getDb().robot.count({ where: { ...where, movedAt: { not: null } } })).toBe(wanted.length);
}, 60_000);

test("the next robot’s id follows the largest imported one", async () => {
  const project = await getDb().project.findFirstOrThrow({ where: { name: "team-1" } });
  expect((await makeRobot({ project })).id).toBe(ROBOTS + 1);
});
