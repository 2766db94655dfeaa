import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import { getDb } from "../lib/db/client";
import { countRobots } from "../lib/overview/counters-task";
import { makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { captureActions, forge } from "./forge";

const PROJECTS = 300;
const ROBOTS = 5_000;
const DAY = 86_400;
const NEVER = BigInt(Number.MAX_SAFE_INTEGER);

type Seeded = { admin: Awaited<ReturnType<typeof makeUser>> };

/** 300 projects of one admin with 5,000 robots of every kind, stored directly. */
async function seed(): Promise<Seeded> {
  const db = getDb();
  const stem = `ov${randomUUID().slice(0, 6)}`;
  const admin = await makeUser();
  const names = Array.from({ length: PROJECTS }, (_, n) => `${stem}-${n}`);
  await db.project.createMany({ data: names.map((name) => ({ name, searchName: name })) });
  const projects = await db.project.findMany({ where: { name: { in: names } }, select: { id: true, name: true } });
  await db.member.createMany({ data: projects.map(({ id }) => ({ projectId: id, userId: admin.id, role: "admin" })) });
  const now = Math.floor(Date.now() / 1000);
  const rows = Array.from({ length: ROBOTS }, (_, n) => {
    const { id = 0, name = "" } = projects[n % PROJECTS] ?? {};
    const expiresAt = n % 5 === 0 ? NEVER : BigInt(now + ((n % 200) - 50) * DAY + 7_200);
    return {
      ...{ loginName: `robot_${name}+r${n}`, searchName: `robot‿${name}+r${n}`, name: `r${n}`, prefix: "robot_" },
      ...{ level: "project", projectId: id, disabled: n % 7 === 0, expiresAt, secretHash: "sha256$", creatorId: 0 },
      ...{ creatorName: "seed", updatedByName: "seed", createdAt: new Date((now - n) * 1000) },
      lastUsedAt: n % 3 === 0 ? null : new Date((now - (n % 90) * DAY) * 1000),
    };
  });
  for (let start = 0; start < ROBOTS; start += 1_000)
    await db.robot.createMany({ data: rows.slice(start, start + 1_000) });
  const where = { projectId: { in: projects.map(({ id }) => id) } };
  const stored = await db.robot.findMany({ where, select: { id: true } });
  const ids = stored.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += 1_000)
    await db.robotGrant.createMany({
      data: ids.slice(start, start + 1_000).map((robotId) => {
        const access = robotId % 2 === 0 ? "repository:pull" : "repository:pull repository:push";
        return { robotId, kind: "project", projectId: projects[0]?.id ?? 0, access };
      }),
    });
  return { admin };
}

const countText = (count: number) => (count === 0 ? "No robot accounts match" : `of ${count.toLocaleString("en-US")}`);

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), "utf8");
}

async function exported(page: Page, format: "CSV" | "JSON"): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: format }).click();
  return textOf(await download);
}

test("with 300 projects and 5,000 robots, each filter, order, view and export says what a query says", async ({
  pageOf,
}) => {
  test.setTimeout(240_000);
  const { admin } = await seed();
  const page = await pageOf(admin);
  const now = BigInt(Math.floor(Date.now() / 1000));
  const projects = await getDb().member.findMany({ where: { userId: admin.id }, select: { projectId: true } });
  const mine = { projectId: { in: projects.map(({ projectId }) => projectId) } };
  const count = (where: object) => getDb().robot.count({ where: { ...mine, ...where } });
  const within = (days: number) => ({ disabled: false, expiresAt: { gt: now, lt: now + BigInt(days * DAY) } });
  const expected = {
    "": {},
    "status=active": { disabled: false, expiresAt: { gt: now } },
    "status=expired": { disabled: false, expiresAt: { lte: now } },
    "status=disabled": { disabled: true },
    "status=expiring": within(7),
    "status=expires-30": within(30),
    "status=expires-90": within(90),
    "status=never-expires": { expiresAt: NEVER },
    "status=never-used": { lastUsedAt: null },
    "status=two-secrets": { oldSecretEndsAt: { gt: now } },
    "status=expired,disabled&holds=repository:push": {
      OR: [{ disabled: true }, { expiresAt: { lte: now } }],
      grants: { some: { access: { contains: "repository:push" } } },
    },
  };
  for (const [query, where] of Object.entries(expected)) {
    await page.goto(`/robots?${query}`);
    await expect(page.getByText(countText(await count(where))).first(), query).toBeVisible();
  }

  await page.goto("/robots");
  await page.getByRole("link", { name: "Expires" }).click();
  await expect(page).toHaveURL(/sort=expires/);
  await expect(page.getByRole("columnheader", { name: "Expires" })).toHaveAttribute("aria-sort", "ascending");
  const [soonest] = await getDb().robot.findMany({
    where: mine,
    orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
    take: 1,
    select: { loginName: true },
  });
  await expect(page.getByRole("row").nth(1)).toContainText(soonest?.loginName ?? "?");

  await page.goto("/robots?status=expires-30&sort=expires&dir=asc");
  await page.getByRole("button", { name: /^View:/ }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("This month");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: /^View: ?This month/ })).toBeVisible();
  await page.goto("/robots");
  await page.getByRole("button", { name: /^View:/ }).click();
  await page.getByRole("menuitem", { name: "This month" }).click();
  await expect(page).toHaveURL(/status=expires-30/);
  await expect(page.getByText(countText(await count(within(30)))).first()).toBeVisible();
  await expectAccessible(page);

  const names = (
    await getDb().robot.findMany({
      where: { ...mine, ...within(30) },
      orderBy: { id: "asc" },
      select: { loginName: true },
    })
  ).map(({ loginName }) => loginName);
  const records = JSON.parse(await exported(page, "JSON")) as { name: string }[];
  expect(records.map(({ name }) => name)).toEqual(names);
  const [header = "", ...lines] = (await exported(page, "CSV")).trim().split("\r\n");
  expect(header).toMatch(/^"id","name","project"/);
  expect(lines.map((line) => line.split(",")[1]?.replaceAll('"', ""))).toEqual(names);

  await countRobots(new AbortController().signal);
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();
  for (const [label, where] of [
    ["Expiring in 30 days", within(30)],
    ["Expired but enabled", { disabled: false, expiresAt: { lte: now } }],
  ] as const)
    await expect(page.getByRole("link", { name: label })).toContainText((await count(where)).toLocaleString("en-US"));
  await expectAccessible(page);
});

test("an admin extends and deletes all that match after a preview; a viewer and others are refused by page and by forged request", async ({
  pageOf,
  admin,
  viewer,
  outsider,
  project,
}) => {
  const soon = Math.floor(Date.now() / 1000) + 2 * DAY;
  const robots = await Promise.all(
    Array.from({ length: 17 }, (_, n) => makeRobot({ project, name: `bulk-${n}`, expiresAt: soon })),
  );
  const page = await pageOf(admin);
  await page.goto("/robots?q=bulk-");
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await page.getByRole("button", { name: "Select all 17 that match" }).click();
  await expect(page.getByText("All 17 that match are selected.")).toBeVisible();
  const dialog = page.locator('[role="dialog"][data-modal]');
  const actOn = async (item: string) => {
    await page.getByRole("button", { name: "Actions" }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  const captured = await captureActions(page, async () => {
    await actOn("Extend expiry");
    await dialog.getByRole("textbox").fill("60");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByText("17 of 17 will be extended")).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Extend 17 robot accounts" }).click();
    await expect(page.getByText("Extended 17 robot accounts").first()).toBeVisible();
  });
  const [preview, apply] = captured;
  if (!preview || !apply) throw new Error("The page didn't send the actions.");
  const rows = () => getDb().robot.findMany({ where: { projectId: project.id }, select: { id: true, version: true } });
  const stored = await rows();
  expect(stored.every(({ version }) => version === 2)).toBe(true);
  const changes = { action: "robot.update", result: "success", projectId: project.id };
  expect(await getDb().auditEvent.count({ where: changes })).toBe(17);

  const looking = await pageOf(viewer);
  await looking.goto("/robots?q=bulk-");
  await expect(looking.getByText("of 17")).toBeVisible();
  const away = await pageOf(outsider);
  await away.goto("/robots?q=bulk-");
  await expect(away.getByText("bulk-0")).toHaveCount(0);
  const victims = { change: { kind: "delete" }, robots: stored };
  expect(await forge(looking, apply, [victims])).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await forge(away, apply, [victims])).toMatchObject({ ok: false, code: "NOT_FOUND" });
  const peek = { change: { kind: "delete" }, of: { ids: robots.map(({ id }) => id) } };
  expect(await forge(away, preview, [peek])).toMatchObject({ ok: false, code: "NOT_FOUND" });
  expect(await rows()).toEqual(stored);

  await page
    .getByRole("checkbox", { name: /^Select robot_/ })
    .first()
    .check();
  await actOn("Delete");
  await expect(dialog.getByText("1 of 1 will be deleted")).toBeVisible();
  await dialog.getByRole("textbox").fill("delete");
  await dialog.getByRole("button", { name: "Delete 1 robot account" }).click();
  await expect(page.getByText("of 16")).toBeVisible();
});

test("a robot like another takes two clicks and a name", async ({ pageOf, admin, project }) => {
  const permissions = ["repository:pull", "tag:create"];
  const robot = await makeRobot({ project, name: "first", description: "Nightly builds", permissions });
  const page = await pageOf(admin);
  await page.goto(`/projects/${project.name}/robots`);
  await page.getByRole("button", { name: `Actions for ${robot.loginName}` }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  const dialog = page.locator('[role="dialog"][data-modal]');
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("second");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("You won’t see this secret again.")).toBeVisible();
  const made = await getDb().robot.findFirstOrThrow({
    where: { projectId: project.id, name: "second" },
    select: { description: true, grants: { select: { access: true } } },
  });
  expect(made).toEqual({ description: "Nightly builds", grants: [{ access: "repository:pull tag:create" }] });
  await dialog.getByRole("button", { name: "Copy secret" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  await page.getByRole("button", { name: "New Robot Account" }).click();
  const all = dialog.getByRole("checkbox", { name: "All permissions" });
  await expect(all).toBeChecked();
  await dialog.getByRole("button", { name: "Pull only" }).click();
  await expect(dialog.getByRole("checkbox", { name: "Pull artifacts" })).toBeChecked();
  await expect(dialog.getByRole("checkbox", { name: "Push artifacts" })).not.toBeChecked();
  await dialog.getByRole("button", { name: "Everything" }).click();
  await expect(all).toBeChecked();
});
