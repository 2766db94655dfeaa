import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { getDb } from "../lib/db/client";
import { makeProject, makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { type CapturedAction, captureActions, forge } from "./forge";
import { RobotsTab } from "./pages/robots-tab";

const NAMES = ["create", "update", "refresh", "toggle", "delete"] as const;
type ActionName = (typeof NAMES)[number];

/** The requests that the admin's own browser sends for each verb, captured on a robot that is then deleted. */
async function capturedActions(page: Page, project: { name: string }): Promise<Record<ActionName, CapturedAction>> {
  const tab = await new RobotsTab(page, project).open();
  const last = async (act: () => Promise<unknown>, isIt: (args: Record<string, unknown>) => boolean) => {
    const captured = await captureActions(page, async () => void (await act()));
    const found = captured.findLast(({ args }) => isIt((args[0] ?? {}) as Record<string, unknown>));
    if (!found) throw new Error("The page didn't send this action.");
    return found;
  };
  const finish = async () => {
    await tab.exported();
    await tab.dialog.getByRole("button", { name: "Done" }).click();
    await expect(tab.dialog).toBeHidden();
  };
  const create = await last(
    () => tab.create("bait"),
    (args) => "creationKey" in args,
  );
  await finish();
  const update = await last(
    async () => {
      await tab.actOn("bait", "Edit");
      await tab.dialog.getByLabel("Description").fill("changed");
      await tab.dialog.getByRole("button", { name: "Save" }).click();
      await expect(tab.dialog).toBeHidden();
      await expect(tab.row("bait")).toContainText("changed");
    },
    (args) => "expiry" in args,
  );
  const refresh = await last(
    async () => {
      await tab.actOn("bait", "Refresh secret");
      await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
      await tab.shownSecret();
    },
    (args) => "version" in args && !("expiry" in args),
  );
  await finish();
  const toggle = await last(
    async () => {
      await tab.actOn("bait", "Disable");
      await tab.confirmation.getByRole("button", { name: "Disable" }).click();
      await expect(tab.row("bait")).toContainText("Disabled");
    },
    (args) => "disabled" in args,
  );
  const remove = await last(
    async () => {
      await tab.actOn("bait", "Delete");
      await tab.confirmation.getByRole("button", { name: "Delete" }).click();
      await expect(tab.row("bait")).toBeHidden();
    },
    (args) => "ids" in args,
  );
  return { create, update, refresh, toggle, delete: remove };
}

/** The captured arguments, with another robot as the target. */
function aimedAt(name: ActionName, action: CapturedAction, id: number): unknown[] {
  const given = action.args[0] as Record<string, unknown>;
  if (name === "create") return [{ ...given, name: "forged", creationKey: randomUUID() }];
  if (name === "delete") return [{ ids: [id] }];
  return [{ ...given, id, version: 1 }];
}

test("forged server actions of a viewer, an outsider and another project's admin are refused and change nothing", async ({
  pageOf,
  admin,
  viewer,
  outsider,
  project,
}) => {
  const actions = await capturedActions(await pageOf(admin), project);
  const stranger = await makeUser();
  await makeProject({ admins: [stranger] });
  const robot = await makeRobot({ project, name: "target", description: "untouched" });
  const attackers = [
    { person: viewer, code: "FORBIDDEN" },
    { person: outsider, code: "NOT_FOUND" },
    { person: stranger, code: "NOT_FOUND" },
  ];
  for (const { person, code } of attackers) {
    const page = await pageOf(person);
    for (const name of NAMES) {
      const answer = await forge(page, actions[name], aimedAt(name, actions[name], robot.id));
      expect(answer, `${name} by ${person.name}`).toMatchObject({ ok: false, code });
      expect(JSON.stringify(answer)).not.toContain(robot.secret);
    }
  }
  const tab = await new RobotsTab(await pageOf(admin), project).open();
  expect(await tab.names()).toEqual(["target"]);
  await expect(tab.row("target")).toContainText("untouched");
  await expect(tab.row("target")).toContainText("Enabled");
});

/** Actions available without a session: signing in, set-up and signing out. */
const OPEN = ["signInAction", "setupAction", "signOutAction"];

/** The console's search routes. */
const SEARCHES = ["/search?q=a", "/search/projects?q=a", "/search/robot-name?name=a"];

/** Every server action of the build that needs a session, with a page that has it. */
function builtActions(place: Record<string, string | number>): (CapturedAction & { name: string })[] {
  type Built = { exportedName: string; workers: Record<string, unknown> };
  const { node } = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  return Object.entries<Built>(node)
    .filter(([, { exportedName }]) => !OPEN.includes(exportedName))
    .map(([actionId, { exportedName: name, workers }]) => {
      const [worker = ""] = Object.keys(workers);
      const path = worker
        .replace(/^app|\/page$|\/\([^)]*\)/g, "")
        .replace(/\[(\w+)\]/g, (_, key) => String(place[key]));
      return { name, actionId, url: new URL(path, process.env.E2E_URL).href, args: [null] };
    });
}

test("no server action of the build serves someone without a session or disabled during it", async ({
  pageOf,
  project,
  browser,
  baseURL,
}) => {
  test.slow();
  const leaver = await makeUser({ isAdmin: true });
  const robot = await makeRobot({ project });
  const actions = builtActions({ project: project.name, id: robot.id });
  expect(actions.length).toBeGreaterThan(25);
  const [theirs, context] = [await pageOf(leaver), await browser.newContext({ baseURL })];
  const codeOf = async (page: Page, action: CapturedAction) => {
    const answer = await forge(page, action, action.args);
    return answer.ok ? "ok" : answer.code;
  };
  for (const action of actions) expect(await codeOf(theirs, action), action.name).not.toBe("UNAUTHORIZED");
  await getDb().user.update({ where: { id: leaver.id }, data: { disabled: true } });
  const signedOut = await context.newPage();
  for (const action of actions)
    expect([await codeOf(theirs, action), await codeOf(signedOut, action)], action.name).toEqual([
      "UNAUTHORIZED",
      "UNAUTHORIZED",
    ]);
  for (const path of SEARCHES)
    for (const page of [theirs, signedOut]) expect((await page.request.get(path)).status(), path).toBe(401);
  await context.close();
});

const NASTY = [
  undefined,
  null,
  0,
  -1,
  1.5,
  "",
  "x".repeat(5000),
  "a\0b",
  "😀",
  '\'; DROP TABLE "Robot"; --',
  "<script>alert(1)</script>",
  [],
  {},
  true,
  { $ne: null },
  [null],
  2 ** 60,
];

test("every action answers bad input with a message, never with a server error", async ({ pageOf, admin, project }) => {
  test.setTimeout(180_000);
  const page = await pageOf(admin);
  const actions = await capturedActions(page, project);
  const { id } = await makeRobot({ project, name: "fuzzed" });
  const answers: unknown[] = [];
  for (const name of NAMES) {
    const [good] = aimedAt(name, actions[name], id) as [Record<string, unknown>];
    for (const bad of NASTY) answers.push(await forge(page, actions[name], [bad]));
    for (const field of Object.keys(good)) {
      for (const bad of NASTY) {
        const answer = await forge(page, actions[name], [{ ...good, [field]: bad }]);
        expect(answer === null || typeof answer === "object").toBe(true);
        answers.push(answer);
      }
    }
  }
  const codes = new Set(answers.map((answer) => (answer as { code?: string } | null)?.code ?? "ok"));
  expect([...codes].filter((code) => code === "INTERNAL" || code === "UNAVAILABLE")).toEqual([]);
  const page2 = await pageOf(admin);
  await new RobotsTab(page2, project).open();
  await expect(page2.getByRole("table")).toBeVisible();
});

test("a viewer sees the robots and no way to change them", async ({ pageOf, viewer, project }) => {
  await makeRobot({ project, name: "seen" });
  const page = await pageOf(viewer);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.row("seen")).toBeVisible();
  await expect(page.getByText("You can view these robot accounts")).toBeVisible();
  await expect(tab.newButton).toBeHidden();
  await expect(page.getByRole("button", { name: /^Actions/ })).toHaveCount(0);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await page.keyboard.press("n");
  await expect(tab.dialog).toBeHidden();
});

test("a project is 404 on each of its pages for someone without a role in it", async ({
  pageOf,
  outsider,
  project,
}) => {
  const robot = await makeRobot({ project, name: "out-of-sight" });
  const page = await pageOf(outsider);
  for (const path of ["", "/robots", "/members", `/robots/${robot.id}`]) {
    const there = await page.request.get(`/projects/${project.name}${path}`);
    const nowhere = await page.request.get(`/projects/no-such-project${path}`);
    expect([there.status(), nowhere.status()], path).toEqual([404, 404]);
    expect(await there.text()).not.toContain("out-of-sight");
  }
  await page.goto("/projects");
  await expect(page.getByText(project.name)).toBeHidden();
});

test("without a session, every page of the console leads to sign-in and back", async ({ page, admin, project }) => {
  await page.goto(`/projects/${project.name}/robots?status=active`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("Username").fill(admin.username);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(`/projects/${project.name}/robots?status=active`);
});
