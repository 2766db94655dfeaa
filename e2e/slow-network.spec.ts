import type { Page, Route } from "@playwright/test";
import { makeRobot } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

const CHUNKS = "**/_next/static/**/*.js";

/** The line at the top of the page is drawn. */
const line = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => {
        const { content, height, position } = getComputedStyle(document.documentElement, "::after");
        return content !== "none" && position === "fixed" && Number.parseFloat(height) > 0;
      }),
    )
    .toBe(true);
const noLine = (page: Page) => expect(page.locator("html")).not.toHaveAttribute("data-busy");

/** Holds matching requests until it is released. */
async function hold(page: Page, url: string, matches: (route: Route) => boolean = () => true) {
  const held: Route[] = [];
  let isHeld = true;
  const handler = async (route: Route) => {
    if (isHeld && matches(route)) held.push(route);
    else await route.continue();
  };
  await page.route(url, handler);
  return async () => {
    isHeld = false;
    await Promise.all(held.map((route) => route.continue()));
    await page.unroute(url, handler);
  };
}

test("links, searches, dialogs and saving draw a line at once, before the network answers", async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "ci" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await noLine(page);
  const slow: [string, (route: Route) => boolean, () => Promise<void>, () => Promise<void>][] = [
    [CHUNKS, () => true, () => tab.newButton.click(), () => expect(tab.dialog).toBeVisible()],
    [
      "**/projects/**",
      (route) => route.request().method() === "POST",
      async () => {
        await tab.nameField.fill("slow");
        await tab.dialog.getByRole("button", { name: "Save" }).click();
      },
      () => expect(tab.dialog.getByText("You won’t see this secret again.")).toBeVisible(),
    ],
    [
      "**/projects/**",
      (route) => route.request().headers().rsc === "1",
      async () => {
        await tab.exported();
        await tab.dialog.getByRole("button", { name: "Done" }).click();
        await page.getByRole("searchbox").fill("slow");
      },
      () => expect(page).toHaveURL(/q=slow/),
    ],
    [
      "**/projects/**",
      (route) => route.request().headers().rsc === "1",
      () => page.getByRole("link", { name: "Members", exact: true }).click(),
      () => expect(page).toHaveURL(/\/members$/),
    ],
  ];
  for (const [url, matches, press, done] of slow) {
    const release = await hold(page, url, matches);
    await press();
    await line(page);
    await release();
    await done();
    await noLine(page);
  }
});

test("what is pressed and typed before the scripts have loaded happens once they have", async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "ci" });
  // A page without the fixture's wait for hydration.
  const page = await (await pageOf(admin)).context().newPage();
  const tab = new RobotsTab(page, project);
  const visit = async (press: () => Promise<unknown>) => {
    const release = await hold(page, CHUNKS);
    await page.goto(`/projects/${project.name}/robots`, { waitUntil: "commit" });
    await expect(tab.newButton).toBeVisible();
    await press();
    await line(page);
    await release();
  };
  await visit(() => tab.newButton.click());
  await expect(tab.nameField).toBeFocused();
  await noLine(page);
  await visit(() => page.keyboard.press("n"));
  await expect(tab.nameField).toBeFocused();
  await visit(async () => {
    await page.getByRole("searchbox").pressSequentially("nothing-like-it");
    await tab
      .row("ci")
      .getByRole("button", { name: /^Actions for/ })
      .click();
  });
  await expect(page).toHaveURL(/q=nothing-like-it/);
  await expect(page.getByRole("searchbox")).toHaveValue("nothing-like-it");
  await visit(() => tab.row("ci").getByRole("checkbox").click());
  await expect(page.getByText("1 selected")).toBeVisible();
  await expect(tab.row("ci").getByRole("checkbox")).toBeChecked();
});

test("a form sent before its scripts have loaded puts no password into the address", async ({ pageOf, admin }) => {
  const page = await (await pageOf(admin)).context().newPage();
  const release = await hold(page, CHUNKS);
  await page.goto("/account", { waitUntil: "commit" });
  await page.getByLabel("Current password", { exact: true }).fill(admin.password);
  await page.getByLabel("New password", { exact: true }).fill("Another-password2");
  await page.getByLabel("Confirm new password", { exact: true }).fill("Another-password2");
  await page.getByRole("button", { name: "Change password" }).click();
  await line(page);
  await release();
  await expect(page.getByText("Password changed")).toBeVisible();
  expect(page.url()).not.toContain("assword");
});

test("signing in on a slow network leaves the focus where someone is typing", async ({ page, admin, baseURL }) => {
  const release = await hold(page, CHUNKS);
  await page.goto(`${baseURL}/login`, { waitUntil: "commit" });
  await page.getByLabel("Username").fill(admin.username);
  await page.getByLabel("Password", { exact: true }).focus();
  await page.keyboard.type(admin.password.slice(0, 4));
  const started = page.waitForFunction(() =>
    Object.keys(document.body.firstElementChild ?? {}).some((key) => key.startsWith("__react")),
  );
  await release();
  await started;
  await expect(page.getByLabel("Password", { exact: true })).toBeFocused();
  await page.keyboard.type(admin.password.slice(4));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/projects$/);
});

test("a part whose code can’t be loaded says so and offers a reload, and keeps the list", async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "ci" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  const notice = page.getByRole("alert").filter({ hasText: "couldn’t be loaded" });
  const reload = notice.getByRole("button", { name: "Reload" });
  await page.route(CHUNKS, (route) => route.abort());
  const presses = [
    () =>
      tab
        .row("ci")
        .getByRole("button", { name: /^Actions for/ })
        .click(),
    () => page.getByRole("button", { name: /^Account of/ }).click(),
    () =>
      tab
        .row("ci")
        .getByRole("button", { name: /permissions|of 10/i })
        .first()
        .click(),
    () => tab.newButton.click(),
    () => page.keyboard.press("?"),
    () => page.getByRole("button", { name: "Search and jump" }).click(),
  ];
  for (const press of presses) {
    await press();
    await expect(reload).toBeVisible();
    await expect(tab.row("ci")).toBeVisible();
    await notice.getByRole("button", { name: "Dismiss" }).click();
    await expect(notice).toBeHidden();
  }
  await tab.newButton.click();
  await expect(reload).toBeVisible();
  await page.unroute(CHUNKS);
  await reload.click();
  await tab.newButton.click();
  await expect(tab.nameField).toBeFocused();
});

test("a page whose code can’t be loaded offers a reload, which shows it", async ({ pageOf, admin, project }) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.newButton).toBeVisible();
  await page.route(CHUNKS, (route) => route.abort());
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await page.getByRole("button", { name: "Reload" }).click({ trial: true });
  await page.unroute(CHUNKS);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("row").filter({ hasText: admin.username })).toBeVisible();
});
