import { randomBytes } from "node:crypto";
import type { Actor } from "@/lib/access/caller";
import { NEVER } from "@/lib/access/expiry";
import { formatAccess, PROJECT_PERMISSION_KEYS } from "@/lib/access/permissions";
import { disconnectDb, getDb } from "@/lib/db/client";
import { env } from "@/lib/env";
import { migrate } from "../prisma/migrate";
import { daysAgo, inDays, makeProject, makeRobot, makeSystemRobot, makeUser } from "../testing/builders";

const PASSWORD_COST = 12;
const READ_ONLY = ["repository:pull", "helm-chart:read"];
const PUSH_AND_PULL = ["repository:push", "repository:pull", "tag:create"];

/** What the robots of a project are for: a name, a description and permissions, so that each row looks different. */
const PURPOSES = [
  ["ci-build", "Builds and pushes every commit on main", PUSH_AND_PULL],
  ["ci-test", "Pulls the images that integration tests run in", READ_ONLY],
  ["deploy.prod", "Pulled by the production cluster", READ_ONLY],
  ["deploy.staging", "Pulled by the staging cluster", READ_ONLY],
  ["scanner", "Nightly vulnerability scan", ["repository:pull", "scan:create", "artifact-label:create"]],
  ["janitor", "Deletes tags and artifacts older than 90 days", ["artifact:delete", "tag:delete"]],
  ["helm-publish", "Publishes charts on release", ["helm-chart:read", "helm-chart-version:create"]],
  ["mirror", "Copies upstream images once a day", PUSH_AND_PULL],
  ["backup", "", PROJECT_PERMISSION_KEYS],
  ["release-bot", "Tags releases 🎉", PROJECT_PERMISSION_KEYS],
] as const;

const PROJECTS = [
  { name: "storefront", robots: 34 },
  { name: "payments", robots: 14 },
  { name: "documentation", robots: 9 },
  { name: "data-platform", robots: 5 },
  { name: "sandbox", robots: 0 },
];

/** Every project cycles through these. Days from now; negative is in the past. */
const STATES = [
  { expiresInDays: 29, disabled: false, usedDaysAgo: 0.01 },
  { expiresInDays: null, disabled: false, usedDaysAgo: 0.4 },
  { expiresInDays: 5, disabled: false, usedDaysAgo: 2 },
  { expiresInDays: -3, disabled: false, usedDaysAgo: 4 },
  { expiresInDays: 300, disabled: true, usedDaysAgo: 40 },
  { expiresInDays: 80, disabled: false, usedDaysAgo: null },
  { expiresInDays: -60, disabled: true, usedDaysAgo: 90 },
];

async function makeRobots(project: { id: number; name: string }, count: number, createdBy: string): Promise<void> {
  for (let index = 0; index < count; index++) {
    const [stem, description, permissions] = PURPOSES[index % PURPOSES.length] ?? PURPOSES[0];
    const state = STATES[(index * 3 + count) % STATES.length] ?? STATES[0];
    if (!state) continue;
    const used = state.usedDaysAgo === null ? null : daysAgo(state.usedDaysAgo);
    const round = Math.floor(index / PURPOSES.length);
    await makeRobot({
      project,
      name: round === 0 ? stem : `${stem}-${round + 1}`,
      description,
      permissions,
      disabled: state.disabled,
      expiresAt: state.expiresInDays === null ? NEVER : inDays(state.expiresInDays),
      createdAt: daysAgo(120 - index * 2),
      createdBy,
      lastUsedAt: used,
      lastUsedAddress: used && `192.0.2.${10 + index}`,
    });
  }
}

type Project = { id: number; name: string };

/** One system robot of each kind: all projects, several projects with separate permissions, the instance, and no permissions left. */
async function makeSystemRobots(projects: readonly Project[], createdBy: string): Promise<void> {
  const on = (project: Project | null, permissions: readonly string[]) =>
    ({ kind: "project", projectId: project?.id ?? null, access: formatAccess(permissions) }) as const;
  const [first, second] = projects;
  const make = (name: string, description: string, grants: Parameters<typeof makeSystemRobot>[0]["grants"]) =>
    makeSystemRobot({ name, description, grants, createdBy, createdAt: daysAgo(100), expiresAt: inDays(200) });
  await make("cluster-pull", "Every cluster pulls with it", [on(null, READ_ONLY)]);
  await make("scanner", "Scans every project, deletes in one", [
    on(null, ["repository:pull", "scan:create"]),
    ...(first ? [on(first, ["artifact:delete"])] : []),
  ]);
  await make(
    "release-train",
    "Promotes releases across teams",
    projects.map((project) => on(project, project === second ? READ_ONLY : PUSH_AND_PULL)),
  );
  await make("provisioning", "Makes projects from a template", [
    { kind: "system", projectId: null, access: "project:create project:list" },
  ]);
  await make("old-migration", "Its projects are gone", []);
}

type DemoPerson = { role: string; user: Actor & { password: string } };

/** Fills an empty, migrated database with sample projects, people of each role and robots in every state. */
export async function fillDemo(): Promise<DemoPerson[]> {
  const people: DemoPerson[] = [];
  const add = async (username: string, name: string, role: string, isAdmin = false) => {
    const password = `${randomBytes(9).toString("base64url")}7aA`;
    const user = await makeUser({ username, name, isAdmin, password, passwordCost: PASSWORD_COST });
    people.push({ role, user });
    return user;
  };
  await add("ada", "Ada Lindqvist", "system admin", true);
  const bruno = await add("bruno", "Bruno Sato", "admin of every sample project");
  const chidi = await add("chidi", "Chidi Moreau", "viewer of every sample project");
  await add("dana", "Dana Novak", "no role anywhere");
  const projects: Project[] = [];
  for (const { name, robots } of PROJECTS) {
    const project = await makeProject({ name, admins: [bruno], viewers: [chidi], createdAt: daysAgo(150) });
    await makeRobots(project, robots, bruno.username);
    projects.push(project);
  }
  await makeSystemRobots(projects, "ada");
  return people;
}

/** `npm run demo` */
export async function main(): Promise<void> {
  await migrate(env().DATABASE_URL);
  const db = getDb();
  if ((await db.user.count()) + (await db.project.count()) + (await db.robot.count()) > 0) {
    console.error(
      "This database isn’t empty, and the sample data needs an empty one. Point DATABASE_URL or DATA_DIR elsewhere.",
    );
    process.exitCode = 1;
    return disconnectDb();
  }
  const people = await fillDemo();
  const lines = people.map(({ role, user }) => `  ${user.username.padEnd(6)} ${user.password.padEnd(16)} ${role}`);
  console.log(`Sample data created. Run npm start, then sign in at ${env().PUBLIC_URL}/login:\n${lines.join("\n")}`);
  await disconnectDb();
}
