import type { Locator, Page } from "@playwright/test";
import { makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

/** A page in forced colors, as with Windows' contrast themes. */
async function forced(page: Page): Promise<Page> {
  await page.emulateMedia({ forcedColors: "active", colorScheme: "dark", reducedMotion: "reduce" });
  return page;
}

/** A picture of an element without the focus ring. */
async function picture(page: Page, element: Locator): Promise<string> {
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.mouse.move(0, 0);
  return (await element.screenshot({ animations: "disabled" })).toString("base64");
}

/** Whether a line separates an element from what is around it: a strip across its left edge has a third color or two. */
async function hasEdge(page: Page, element: Locator): Promise<boolean> {
  const box = await element.boundingBox();
  if (!box) throw new Error("not visible");
  const clip = { x: Math.round(box.x) - 4, y: Math.round(box.y + box.height / 2), width: 8, height: 1 };
  const png = (await page.screenshot({ clip, animations: "disabled" })).toString("base64");
  const colors = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, 1).getContext("2d");
    context?.drawImage(image, 0, 0);
    const data = context?.getImageData(0, 0, image.width, 1).data ?? [];
    return Array.from({ length: image.width }, (_, at) => data.slice(at * 4, at * 4 + 3).join());
  }, png);
  const [outside, inside] = [colors[0], colors[colors.length - 1]];
  return colors.some((color) => color !== outside && color !== inside) || outside !== inside;
}

test("in forced colors, switches, radios and checkboxes show their state", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "one" });
  const page = await forced(await pageOf(admin));
  const tab = await new RobotsTab(page, project).open();
  const box = tab.row("one").getByRole("checkbox").locator("..");
  const unticked = await picture(page, box);
  await tab.select("one");
  expect(await picture(page, box)).not.toBe(unticked);

  await tab.actOn("one", "Refresh secret");
  const toggle = tab.dialog.getByRole("switch");
  const off = await picture(page, toggle);
  await toggle.click();
  expect(await picture(page, toggle)).not.toBe(off);
  const ring = (element: Locator) => element.evaluate((node) => getComputedStyle(node).borderTopWidth);
  expect(await ring(toggle)).toBe("1px");

  await page.goto(`/projects/${project.name}/members`);
  await page.getByRole("button", { name: "Add member" }).click();
  const radio = page.getByRole("radio").first();
  await radio.click();
  const chosen = await picture(page, radio);
  await page.getByRole("radio").last().click();
  expect(await picture(page, radio)).not.toBe(chosen);
});

test("in forced colors, the current tab and place differ from the others", { tag: "@look" }, async ({
  pageOf,
  project,
}) => {
  const { id } = await makeRobot({ project });
  const page = await forced(await pageOf(await makeUser({ isAdmin: true })));
  const [projects, activity] = ["Projects", "Activity"].map((name) =>
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }),
  ) as [Locator, Locator];
  const [members, settings] = ["Members", "Settings"].map((name) =>
    page.getByRole("navigation", { name: /^Project/ }).getByRole("link", { name }),
  ) as [Locator, Locator];
  await page.goto(`/projects/${project.name}/members`);
  await expect(members).toHaveAttribute("aria-current", "page");
  const before = [await picture(page, projects), await picture(page, members), await picture(page, settings)];
  await page.goto(`/projects/${project.name}/settings`);
  await expect(settings).toHaveAttribute("aria-current", "page");
  expect(await picture(page, members)).not.toBe(before[1]);
  expect(await picture(page, settings)).not.toBe(before[2]);
  await page.goto("/activity");
  await expect(activity).toHaveAttribute("aria-current", "page");
  expect(await picture(page, projects)).not.toBe(before[0]);

  await page.goto(`/projects/${project.name}/robots/${id}`);
  const docker = page.getByRole("tab", { name: "Docker", exact: true });
  const chosen = await picture(page, docker);
  await page.getByRole("tab", { name: "Podman" }).click();
  expect(await picture(page, docker)).not.toBe(chosen);
});

test("in forced colors, buttons, dialogs and menus keep their edges, and the primary button stands out", {
  tag: "@look",
}, async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "one" });
  const page = await forced(await pageOf(admin));
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.newButton).toBeVisible();
  const background = (element: Locator) => element.evaluate((node) => getComputedStyle(node).backgroundColor);
  expect(await background(tab.newButton)).not.toBe(
    await background(page.getByRole("button", { name: "Actions", exact: true })),
  );
  expect(await hasEdge(page, tab.newButton)).toBe(true);
  await tab
    .row("one")
    .getByRole("button", { name: /^Actions for/ })
    .click();
  expect(await hasEdge(page, page.getByRole("menu"))).toBe(true);
  const [edit, remove] = [page.getByRole("menuitem", { name: "Edit" }), page.getByRole("menuitem", { name: "Delete" })];
  await remove.hover();
  const plain = (await edit.screenshot()).toString("base64");
  await edit.hover();
  expect((await edit.screenshot()).toString("base64")).not.toBe(plain);
  await edit.click();
  await expect(tab.dialog).toBeVisible();
  expect(await hasEdge(page, tab.dialog)).toBe(true);
  await page.keyboard.press("Escape");
  await tab.actOn("one", "Delete");
  await expect(tab.confirmation).toBeVisible();
  expect(await hasEdge(page, tab.confirmation)).toBe(true);
});
