import type { Locator, Page } from "@playwright/test";
import { getDb } from "../lib/db/client";
import { makeProject, makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

test("after a delete, focus is on the next row, and on the page when none is left", async ({
  pageOf,
  admin,
  project,
}) => {
  for (const name of ["a", "b", "c", "d"]) await makeRobot({ project, name });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open("?sort=name&dir=asc");
  const confirm = () => tab.confirmation.getByRole("button", { name: /^Delete/ }).click();
  await tab.actOn("b", "Delete");
  await confirm();
  await expect(tab.row("b")).toBeHidden();
  await expect(tab.row("c")).toBeFocused();
  await tab.select("c");
  await tab.act("Delete");
  await confirm();
  await expect(tab.row("c")).toBeHidden();
  await expect(tab.row("d")).toBeFocused();
  await tab.actOn("d", "Delete");
  await page.keyboard.press("Escape");
  await expect(tab.row("d").getByRole("button", { name: /^Actions for/ })).toBeFocused();
  await tab.actOn("d", "Delete");
  await confirm();
  await expect(tab.row("a")).toBeFocused();
  await tab.actOn("a", "Delete");
  await confirm();
  await expect(tab.newButton).toBeFocused();
});

test("after a member is removed or a project deleted, focus is on the next row", async ({ pageOf }) => {
  const boss = await makeUser({ isAdmin: true });
  const stem = `focus-${Date.now().toString(36)}`;
  const viewers = await Promise.all(["x", "y", "z"].map((end) => makeUser({ username: `${stem}-${end}` })));
  const project = await makeProject({ name: `${stem}-1`, admins: [boss], viewers });
  await makeProject({ name: `${stem}-2` });
  const page = await pageOf(boss);
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  const act = async (name: string, item: string) => {
    await row(name)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await page.goto(`/projects/${project.name}/members?q=${stem}`);
  await act(`${stem}-y`, "Remove");
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(row(`${stem}-y`)).toBeHidden();
  await expect(row(`${stem}-z`)).toBeFocused();
  await page.goto(`/projects?q=${stem}`);
  await act(`${stem}-1`, "Delete");
  await page.getByRole("alertdialog").getByRole("textbox").fill(project.name);
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete project" }).click();
  await expect(row(`${stem}-1`)).toBeHidden();
  await expect(row(`${stem}-2`)).toBeFocused();
  expect(await getDb().project.count({ where: { name: project.name } })).toBe(0);
});

test("dialogs start at their first field, after which Tab goes on as the eye does", async ({ pageOf }) => {
  const boss = await makeUser({ isAdmin: true });
  const project = await makeProject({ admins: [boss] });
  await makeRobot({ project, name: "ci" });
  const page = await pageOf(boss);
  const dialog = page.locator('[role="dialog"][data-modal]');
  const field = (name: string | RegExp) => dialog.getByRole("textbox", { name });
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await expect(field("Name")).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(dialog.getByRole("button", { name: "Close" })).toBeFocused();
  await page.keyboard.press("Escape");
  await tab.actOn("ci", "Edit");
  await expect(field("Description")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.goto("/robots/system");
  await page.getByRole("button", { name: /^New (system )?robot account/i }).click();
  await expect(field("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.goto("/projects");
  await page.getByRole("button", { name: "New project" }).click();
  await expect(field("Name")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "New person" }).click();
  await expect(field("Username")).toBeFocused();
});

/** The stops from the top of the page, as boxes. */
async function stops(page: Page, within: Locator): Promise<{ x: number; y: number; name: string }[]> {
  const boxes: { x: number; y: number; name: string }[] = [];
  for (let step = 0; step < 30; step++) {
    await page.keyboard.press("Tab");
    const stop = await within.evaluate((part) => {
      const active = document.activeElement;
      if (!active || !part.contains(active)) return null;
      const { x, y, height } = active.getBoundingClientRect();
      return { x, y: y + height / 2, name: active.getAttribute("aria-label") ?? active.textContent ?? "" };
    });
    if (stop) boxes.push(stop);
    else if (boxes.length > 0) break;
  }
  return boxes;
}

for (const width of [360, 768, 1280])
  test(`the header’s tab order is its order on a screen ${width} pixels wide`, { tag: "@look" }, async ({ openAs }) => {
    const page = await openAs(await makeUser({ isAdmin: true }));
    await page.setViewportSize({ width, height: 800 });
    await page.goto("/projects");
    const order = await stops(page, page.getByRole("banner"));
    expect(order.length).toBeGreaterThan(5);
    const line = (stop: { y: number }) => Math.round(stop.y / 24);
    const asSeen = [...order].sort((a, b) => line(a) - line(b) || a.x - b.x);
    expect(order.map(({ name }) => name)).toEqual(asSeen.map(({ name }) => name));
  });
