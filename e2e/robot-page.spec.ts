import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { daysAgo, inDays, makeProject, makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";

const TOOLS = ["Docker", "Podman", "Kubernetes", "config.json", "Helm", "containerd", "GitHub Actions", "GitLab CI"];

const pathOf = (project: { name: string }, id: number | string) => `/projects/${project.name}/robots/${id}`;

/** The value next to a term in the page's facts. */
const fact = (page: Page, term: string) =>
  page
    .getByRole("region", { name: "Facts" })
    .locator("dl > div")
    .filter({ has: page.getByText(term, { exact: true }) })
    .locator("dd");

const tool = (page: Page, name: string) => page.getByRole("tab", { name, exact: true });

test("shows what the robot is, which permissions it has and lacks, and when it was used", async ({
  pageOf,
  viewer,
  project,
}) => {
  const robot = await makeRobot({
    project,
    description: "Builds on main\nand on tags",
    permissions: ["repository:push", "tag:create"],
    createdBy: "grace",
    expiresAt: inDays(3),
    lastUsedAt: daysAgo(2),
    lastUsedAddress: "203.0.113.9",
  });
  const page = await pageOf(viewer);
  await page.goto(pathOf(project, robot.id));
  await expect(page.getByRole("heading", { name: robot.loginName })).toBeVisible();
  await expect(page).toHaveTitle(new RegExp(project.name));
  await expect(fact(page, "Login name")).toContainText(robot.loginName);
  await expect(fact(page, "Description")).toContainText("Builds on main\nand on tags");
  await expect(fact(page, "Created")).toContainText("by grace");
  await expect(fact(page, "Expires")).toContainText("in 3 days");
  await expect(fact(page, "Last used")).toHaveText(/2 days ago from 203\.0\.113\.9/);
  await expect(fact(page, "Secret last refreshed")).toHaveText("–");

  const permission = (label: string) => page.getByRole("listitem").filter({ hasText: label });
  await expect(permission("Push artifacts")).toContainText("Granted");
  await expect(permission("Pull artifacts")).toContainText("Comes with push");
  await expect(permission("Delete a tag")).toContainText("Not granted");
  await expect(permission("Delete a tag")).toContainText("The artifact stays");

  await page.getByRole("button", { name: "Copy login name" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(robot.loginName);
});

test("explains every tool with the robot's own name, to copy and to download, without any request", async ({
  openAs,
  viewer,
  project,
}) => {
  const robot = await makeRobot({ project });
  const page = await openAs(viewer);
  await page.goto(pathOf(project, robot.id));
  const requests: string[] = [];
  // Whatever every page loads once, such as the code of tooltips, isn't counted.
  await page.getByRole("button", { name: "Copy login name" }).hover();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await page.waitForLoadState("networkidle");
  page.on("request", (request) => {
    if (!request.url().startsWith("blob:")) requests.push(request.url());
  });
  for (const name of TOOLS) {
    await tool(page, name).click();
    await expect(page.getByRole("tabpanel", { name, exact: true })).toContainText(
      name === "GitHub Actions" || name === "Docker" ? robot.loginName : "registry.example.com",
    );
  }
  await tool(page, "Docker").click();
  await page.getByRole("button", { name: "Copy At a keyboard, Docker" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `docker login -u ${robot.loginName} registry.example.com`,
  );

  await tool(page, "containerd").click();
  const downloaded = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download hosts.toml" }).click();
  const file = await downloaded;
  expect(file.suggestedFilename()).toBe("hosts.toml");
  expect(readFileSync(await file.path(), "utf8")).toContain('server = "https://registry.example.com"');
  expect(requests).toEqual([]);
});

test("the tools are one tab stop, and arrow keys move between them", { tag: "@look" }, async ({
  pageOf,
  viewer,
  project,
}) => {
  const robot = await makeRobot({ project });
  const page = await pageOf(viewer);
  await page.goto(pathOf(project, robot.id));
  await tool(page, "Docker").focus();
  await page.keyboard.press("ArrowRight");
  await expect(tool(page, "Podman")).toBeFocused();
  await expect(page.getByRole("tabpanel", { name: "Podman" })).toContainText("podman login");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tabpanel", { name: "GitLab CI" })).toContainText("DOCKER_AUTH_CONFIG");
});

test("an admin refreshes, disables, edits and deletes from here; each is in the activity", async ({
  pageOf,
  admin,
  project,
}) => {
  const robot = await makeRobot({ project, description: "before" });
  const page = await pageOf(admin);
  const dialog = page.locator('[role="dialog"][data-modal]');
  const confirmation = page.getByRole("alertdialog");
  const trail = page.getByRole("region", { name: "Activity" });
  await page.goto(pathOf(project, robot.id));

  await page.keyboard.press("e");
  await dialog.getByLabel("Description").fill("after");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(fact(page, "Description")).toHaveText("after");
  await expect(fact(page, "Last changed")).toContainText(`by ${admin.username}`);
  await expect(trail.getByRole("listitem").first()).toContainText("Edited the robot account");
  await expect(trail.getByRole("deletion")).toContainText("before");
  await expect(trail.getByRole("insertion")).toContainText("after");

  const refresh = page.getByRole("button", { name: "Refresh secret" });
  await refresh.click();
  await dialog.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect(dialog.getByText("You won’t see this secret again.")).toBeVisible();
  await dialog.getByRole("button", { name: "Copy secret" }).click();
  const secret = await page.evaluate(() => navigator.clipboard.readText());
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toBeHidden();
  await expect(refresh).toBeFocused();
  await expect(fact(page, "Secret last refreshed")).not.toContainText("Never");
  await expect(trail.getByRole("listitem").first()).toContainText("Refreshed the secret");
  expect(await page.content()).not.toContain(secret);

  await page.getByRole("button", { name: "Disable", exact: true }).click();
  await confirmation.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("button", { name: "Enable", exact: true })).toBeVisible();
  await expect(page.getByRole("article").getByText("Disabled", { exact: true })).toBeVisible();
  await expect(trail.getByRole("listitem")).toHaveCount(3);

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await confirmation.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(new RegExp(`/projects/${project.name}/robots$`));
  await expect(page.getByText(`Deleted ${robot.loginName}`)).toBeVisible();
  const gone = await page.goto(pathOf(project, robot.id));
  expect(gone?.status()).toBe(404);
});

test("a viewer can read everything and change nothing", async ({ pageOf, viewer, project }) => {
  const robot = await makeRobot({ project });
  const page = await pageOf(viewer);
  await page.goto(pathOf(project, robot.id));
  await expect(page.getByRole("region", { name: "How to log in" })).toContainText("ask an admin of this project");
  for (const name of ["Refresh secret", "Disable", "Edit", "Delete"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
  await page.keyboard.press("e");
  await expect(page.locator("[data-modal]")).toHaveCount(0);
});

test("is not found for outsiders, for another project's admin, under another project or for an unknown id", async ({
  pageOf,
  admin,
  outsider,
  project,
}) => {
  const neighbour = await makeUser();
  const elsewhere = await makeProject({ admins: [neighbour, admin] });
  const robot = await makeRobot({ project, description: "nobody else’s" });
  const statuses = async (page: Page, paths: string[]) => {
    for (const path of paths) {
      const answer = await page.goto(path);
      expect([path, answer?.status()]).toEqual([path, 404]);
      expect(await page.content()).not.toContain(robot.loginName);
      expect(await page.content()).not.toContain("nobody else");
    }
  };
  await statuses(await pageOf(outsider), [pathOf(project, robot.id)]);
  await statuses(await pageOf(neighbour), [pathOf(project, robot.id), pathOf(elsewhere, robot.id)]);
  const odd = [
    robot.id + 100_000,
    0,
    -1,
    "1e3",
    `${robot.id}.0`,
    `0${robot.id}`,
    "2147483648",
    "9".repeat(40),
    "x",
    "%00",
  ];
  await statuses(await pageOf(admin), [pathOf(elsewhere, robot.id), ...odd.map((id) => pathOf(project, id))]);
});

test("leads to sign-in and back", async ({ page, viewer, project }) => {
  const robot = await makeRobot({ project });
  await page.goto(pathOf(project, robot.id));
  await page.getByLabel("Username").fill(viewer.username);
  await page.getByLabel("Password", { exact: true }).fill(viewer.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(new RegExp(`${pathOf(project, robot.id)}$`));
});

test("has no accessibility violations and fits a phone, with every tool open", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  test.slow();
  const robot = await makeRobot({ project, expiresAt: inDays(-2), description: "x".repeat(300) });
  const page = await pageOf(admin);
  await page.goto(pathOf(project, robot.id));
  await expectAccessible(page);
  for (const name of TOOLS) {
    await tool(page, name).click();
    await expectAccessible(page, "[role=tabpanel]");
    await page.setViewportSize({ width: 360, height: 780 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await page.setViewportSize({ width: 1280, height: 800 });
  }
});

test("is readable without JavaScript", { tag: "@look" }, async ({ browser, baseURL, viewer, pageOf, project }) => {
  const robot = await makeRobot({ project, description: "still readable" });
  const cookies = await (await pageOf(viewer)).context().cookies();
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(pathOf(project, robot.id));
  await expect(page.getByText("still readable")).toBeVisible();
  await expect(page.getByText("docker login -u", { exact: false }).first()).toBeVisible();
  await context.close();
});
