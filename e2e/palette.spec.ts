import type { Page } from "@playwright/test";
import { makeProject, makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";

const palette = (page: Page) => page.getByRole("dialog", { name: "Search and jump" });
const field = (page: Page) => palette(page).getByRole("combobox");
const option = (page: Page, name: string | RegExp) => palette(page).getByRole("option", { name });

/** Waits until the shell is hydrated and handles keys. */
async function openPalette(page: Page): Promise<void> {
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette(page)).toBeVisible({ timeout: 1000 });
  }).toPass();
}

test("a robot can be found and opened by keyboard alone, and is among the recent ones next time", async ({
  openAs,
  viewer,
  project,
}) => {
  const robot = await makeRobot({ project, name: "needle" });
  const page = await openAs(viewer);
  await openPalette(page);
  await expect(field(page)).toBeFocused();
  await page.keyboard.type("+needle");
  await expect(option(page, robot.loginName)).toHaveAttribute("data-highlighted", "");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/projects/${project.name}/robots/${robot.id}`);
  await expect(palette(page)).toBeHidden();
  await openPalette(page);
  await expect(palette(page).getByRole("group", { name: "Recent" })).toContainText(robot.loginName);
  await page.keyboard.press("Escape");
  await expect(palette(page)).toBeHidden();
});

test("it finds only what the person may see: everything for system admins, nothing for visitors", async ({
  openAs,
  admin,
  outsider,
  project,
  request,
}) => {
  const other = await makeProject();
  const [mine, theirs] = [
    await makeRobot({ project, name: "shared-word" }),
    await makeRobot({ project: other, name: "shared-word" }),
  ];
  const found = async (person: Parameters<typeof openAs>[0]) => {
    const { data } = await (await (await openAs(person)).request.get("/search?q=shared-word")).json();
    return data.robots.rows.map(({ id }: { id: number }) => id);
  };
  expect(await found(admin)).toEqual([mine.id]);
  expect(await found(outsider)).toEqual([]);
  expect(await found(await makeUser({ isAdmin: true }))).toEqual(expect.arrayContaining([mine.id, theirs.id]));
  expect((await request.get("/search?q=shared-word")).status()).toBe(401);
});

test("it runs commands: a new robot account from another tab, another theme, signing out", async ({
  openAs,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "first" });
  const page = await openAs(admin);
  await page.goto(`/projects/${project.name}/members`);
  await openPalette(page);
  await page.keyboard.type("new robot");
  await expect(option(page, /^New robot account/)).toHaveAttribute("data-highlighted", "");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/projects/${project.name}/robots`);
  const dialog = page.getByRole("dialog", { name: "New robot account" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(dialog).toBeVisible();
  await expect(palette(page)).toBeHidden();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();

  await page.getByRole("searchbox", { name: "Search by name" }).focus();
  await openPalette(page);
  await option(page, "Dark theme").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await openPalette(page);
  await page.keyboard.type("sign out");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/login/);
});

test("it counts all that it finds, lists them on request and runs commands on any robot or project", async ({
  openAs,
  admin,
  project,
}) => {
  const robots = Array.from({ length: 11 }, (_, n) => makeRobot({ project, name: `many-${n}-build` }));
  const first = (await Promise.all(robots)).find(({ loginName }) => loginName.endsWith("many-0-build"));
  const page = await openAs(admin);
  await openPalette(page);
  await field(page).fill(`build ${project.name} many`);
  await expect(palette(page).getByText("Robot accounts · 8 of 11")).toBeVisible();
  await expect(palette(page).getByText("11 results")).toBeVisible();
  await option(page, "See all 11 robot accounts").click();
  await expect(option(page, /^robot_/)).toHaveCount(11);
  await expect(field(page)).toHaveValue(`build ${project.name} many`);
  await expectAccessible(page);

  await field(page).fill(`disable ${project.name} many-0`);
  await option(page, `Disable ${first?.loginName}`).click();
  await expect(page).toHaveURL(`/projects/${project.name}/robots/${first?.id}`);
  const confirmation = page.getByRole("alertdialog", { name: "Disable this robot account?" });
  await confirmation.getByRole("button", { name: "Disable" }).click();
  await expect(confirmation).toBeHidden();

  await openPalette(page);
  await field(page).fill(`new robot in ${project.name}`);
  await option(page, `New robot account in ${project.name}`).click();
  await expect(page.getByRole("dialog", { name: "New robot account" })).toBeVisible();
  await page.keyboard.press("Escape");
  await openPalette(page);
  await field(page).fill("expiring");
  await option(page, `Expiring soon in ${project.name}`).click();
  await expect(page).toHaveURL(`/projects/${project.name}/robots?status=expiring`);
});

test("it offers viewers no commands on robots", async ({ openAs, viewer, project }) => {
  const { loginName } = await makeRobot({ project, name: "only-looked-at" });
  const page = await openAs(viewer);
  await openPalette(page);
  await field(page).fill("disable only-looked-at");
  await expect(option(page, loginName)).toHaveCount(1);
  await expect(option(page, /^Disable/)).toHaveCount(0);
});

test("a failed search shows an error, keeps the commands and can be retried", async ({ openAs, admin, project }) => {
  const page = await openAs(admin);
  await page.route("**/search?*", (route) => route.abort());
  await openPalette(page);
  await field(page).fill(project.name);
  await expect(palette(page).getByRole("alert")).toContainText("We couldn’t reach the server.");
  await page.unroute("**/search?*");
  await palette(page).getByRole("button", { name: "Try again" }).click();
  await expect(option(page, project.name)).toBeVisible();
  await expect(palette(page).getByRole("alert")).toBeHidden();
  await field(page).fill("<b>no such thing</b>");
  await expect(palette(page).getByText("No results for “<b>no such thing</b>”")).toBeVisible();
});

test("its code is loaded when the pointer comes near, and its layout is stable while results change", async ({
  openAs,
  admin,
  project,
}) => {
  const page = await openAs(admin);
  await page.goto(`/projects/${project.name}/robots`, { waitUntil: "networkidle" });
  const scripts: string[] = [];
  page.on("request", (request) => request.resourceType() === "script" && scripts.push(request.url()));
  const button = page.getByRole("button", { name: "Search and jump" });
  await button.hover();
  await expect.poll(() => scripts.length).toBeGreaterThan(0);
  await button.click();
  await expect(field(page)).toBeFocused();
  const box = await palette(page).boundingBox();
  await field(page).fill(project.name);
  await expect(option(page, project.name)).toBeVisible();
  expect(await palette(page).boundingBox()).toEqual(box);
  await palette(page).getByRole("button", { name: "Close" }).click();
  await expect(button).toBeFocused();
});

test("keyboard shortcuts open pages and are listed under ?, but do nothing while someone types", async ({
  openAs,
  admin,
  project,
}) => {
  const page = await openAs(admin);
  await page.goto(`/projects/${project.name}/robots`, { waitUntil: "networkidle" });
  await page.keyboard.press("t");
  await page.keyboard.press("m");
  await expect(page).toHaveURL(`/projects/${project.name}/members`);
  const search = page.getByRole("searchbox", { name: "Search members" });
  await search.pressSequentially("gp");
  await expect(page).toHaveURL(/members\?q=gp$/);
  await search.blur();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const line of ["Add member", "Search members", "Open the Activity tab", "Go to Projects", "Search and jump"])
    await expect(sheet.getByText(line, { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL(/\/projects$/);
});

test("the palette has no WCAG 2.2 AA violation and fits 360 pixels", { tag: "@look" }, async ({
  openAs,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "a-robot-with-quite-a-long-name.for-production-use-only", disabled: true });
  const page = await openAs(admin);
  await openPalette(page);
  await expectAccessible(page);
  await field(page).fill(project.name);
  await expect(option(page, /long-name/)).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectAccessible(page);
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  await expect(palette(page).getByRole("button", { name: "Close" })).toBeInViewport();
});

test("g r, g a and g s lead to the same page from everywhere, and the navigation stays in place", async ({
  openAs,
  project,
}) => {
  const page = await openAs(await makeUser({ isAdmin: true }));
  const navigation = page.getByRole("navigation", { name: "Main" });
  const place = await navigation.boundingBox();
  for (const [key, path] of [
    ["r", "/robots"],
    ["a", "/activity"],
    ["s", "/settings/registry"],
  ] as const) {
    for (const from of ["/projects", `/projects/${project.name}/members`]) {
      await page.goto(from);
      expect(await navigation.boundingBox()).toEqual(place);
      await page.keyboard.press("g");
      await page.keyboard.press(key);
      await expect.poll(() => new URL(page.url()).pathname).toBe(path);
    }
    await page.goto(`/projects/${project.name}/members`);
    // The tabs' shortcuts work once their code runs.
    await expect(async () => {
      await page.keyboard.press("t");
      await page.keyboard.press(key);
      await expect(page).toHaveURL(new RegExp(`/projects/${project.name}/(robots|activity|settings)$`), {
        timeout: 1000,
      });
    }).toPass();
  }
});
