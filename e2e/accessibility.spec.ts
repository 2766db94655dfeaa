import { daysAgo, inDays, makeRobot } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

test("the tab and each of its dialogs have no WCAG 2.2 AA violation in light and dark", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  test.setTimeout(120_000);
  await makeRobot({
    project,
    name: "fresh",
    description: "A robot",
    lastUsedAt: daysAgo(1),
    lastUsedAddress: "192.0.2.1",
  });
  await makeRobot({ project, name: "expired", expiresAt: inDays(-3) });
  await makeRobot({ project, name: "soon", expiresAt: inDays(3), disabled: true });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.row("fresh")).toBeVisible();
  await expectAccessible(page);
  for (const item of ["Refresh secret", "Edit"]) {
    await tab.actOn("fresh", item);
    await expect(tab.dialog).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(tab.dialog).toBeHidden();
  }
  for (const item of ["Disable", "Delete"]) {
    await tab.actOn("fresh", item);
    await expect(tab.confirmation).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(tab.confirmation).toBeHidden();
  }
  await tab.newButton.click();
  await expect(tab.dialog).toBeVisible();
  await expectAccessible(page);
  await tab.nameField.fill("axe");
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await tab.shownSecret();
  await expectAccessible(page);
});

test("the empty tab and a search without matches have no violation", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.newButton.first()).toBeVisible();
  await expectAccessible(page);
  await makeRobot({ project, name: "one" });
  await tab.open("?q=zzz");
  await expect(page.getByText("No robot accounts match")).toBeVisible();
  await expectAccessible(page);
});

test("dialogs open and close by keyboard alone, and focus returns after each", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "first" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.row("first")).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("n");
    await expect(tab.dialog).toBeVisible({ timeout: 1000 });
  }).toPass();
  await page.keyboard.press("Escape");
  await expect(tab.dialog).toBeHidden();
  await expect(tab.newButton).toBeFocused();
  const menu = tab.row("first").getByRole("button", { name: /^Actions for/ });
  await menu.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Edit" }).press("Enter");
  await expect(tab.dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(tab.dialog).toBeHidden();
  await expect(menu).toBeFocused();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox", { name: "Search by name" })).toBeFocused();
});

test("at 360 pixels nothing is cut off: rows are cards, dialogs fit, and the page doesn't scroll sideways", {
  tag: "@look",
}, async ({ pageOf, admin, project }) => {
  await makeRobot({
    project,
    name: "a-robot-with-quite-a-long-name.for-production-use-only",
    description: "word ".repeat(40),
  });
  const page = await pageOf(admin);
  await page.setViewportSize({ width: 360, height: 740 });
  const tab = await new RobotsTab(page, project).open();
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect(tab.row("a-robot")).toBeVisible();
  expect(await sideways()).toBe(0);
  await expectAccessible(page);
  await tab.newButton.click();
  await expect(tab.dialog).toBeVisible();
  const box = await tab.dialog.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
  await expect(tab.dialog.getByRole("button", { name: "Save" })).toBeInViewport();
  expect(await sideways()).toBe(0);
});
