import { makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

test("Back in the secret dialog asks like Escape, and leaves the page once the dialog is closed", async ({
  openAs,
  admin,
  project,
}) => {
  const page = await openAs(admin);
  await page.getByRole("link", { name: project.name, exact: true }).click();
  const tab = new RobotsTab(page, project);
  const secret = await tab.create("kept");
  for (let time = 0; time < 2; time++) {
    await page.goBack();
    await expect(tab.confirmation).toContainText("Close without saving the secret?");
    await page.goBack();
    await expect(tab.confirmation).toBeHidden();
    await expect(tab.dialog.getByText(secret, { exact: true })).toBeVisible();
  }
  await page.goBack();
  await tab.confirmation.getByRole("button", { name: "Close without saving" }).click();
  await expect(tab.dialog).toBeHidden();
  await expect(tab.row("kept")).toBeVisible();
  expect(new URL(page.url()).pathname).toBe(`/projects/${project.name}/robots`);
  await page.goBack();
  await expect(page).toHaveURL(/\/projects$/);
  await page.goForward();
  await expect(tab.row("kept")).toBeVisible();
});

test("Back in a form with something typed asks, and closes one without", async ({ openAs, admin, project }) => {
  const page = await openAs(admin);
  await page.getByRole("link", { name: project.name, exact: true }).click();
  const tab = new RobotsTab(page, project);
  await tab.newButton.click();
  await expect(tab.dialog).toBeVisible();
  await page.goBack();
  await expect(tab.dialog).toBeHidden();
  await expect(tab.newButton).toBeFocused();
  await tab.newButton.click();
  await tab.nameField.fill("typed-with-care");
  await page.goBack();
  await expect(tab.confirmation).toContainText("Discard your changes?");
  await tab.confirmation.getByRole("button", { name: "Keep editing" }).click();
  await expect(tab.confirmation).toBeHidden();
  await expect(tab.nameField).toHaveValue("typed-with-care");
  await page.keyboard.press("Escape");
  await tab.confirmation.getByRole("button", { name: "Discard changes" }).click();
  await expect(tab.dialog).toBeHidden();
  expect(new URL(page.url()).pathname).toBe(`/projects/${project.name}/robots`);
  await page.reload();
  await expect(tab.newButton).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/\/projects$/);
});

test("a page opened after a dialog is one step away from the page before it", async ({ openAs, admin, project }) => {
  await makeRobot({ project, name: "ci" });
  const page = await openAs(admin);
  await page.getByRole("link", { name: project.name, exact: true }).click();
  const tab = new RobotsTab(page, project);
  await tab.actOn("ci", "Disable");
  await page.goBack();
  await expect(tab.confirmation).toBeHidden();
  await tab.actOn("ci", "Disable");
  await page.keyboard.press("Escape");
  await expect(tab.confirmation).toBeHidden();
  await page.getByRole("link", { name: "Members", exact: true }).click();
  await expect(page).toHaveURL(/\/members$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/robots$/);
  await expect(tab.row("ci")).toContainText("Enabled");
  await page.goBack();
  await expect(page).toHaveURL(/\/projects$/);
});

test("people’s and projects’ forms ask before Back or Escape drops what was typed", async ({ openAs }) => {
  const page = await openAs(await makeUser({ isAdmin: true }));
  const dialog = page.locator('[role="dialog"][data-modal]');
  const question = page.getByRole("alertdialog");
  for (const [path, button, field] of [
    ["/projects", "New project", /^Name/],
    ["/settings/people", "New person", /^Password/],
  ] as const) {
    await page.goto("/account");
    await page.goto(path);
    await page.getByRole("button", { name: button }).click();
    await dialog.getByLabel(field).fill("typed-with-care");
    for (const leave of [() => page.goBack(), () => page.keyboard.press("Escape")]) {
      await leave();
      await question.getByRole("button", { name: "Keep editing" }).click();
      // While it closes, Escape is still meant for it.
      await expect(question).toBeHidden();
      await expect(dialog.getByLabel(field)).toHaveValue("typed-with-care");
    }
  }
});
