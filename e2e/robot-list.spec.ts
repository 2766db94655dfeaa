import { getDb } from "../lib/db/client";
import { daysAgo, inDays, makeProject, makeRobot } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

test("search, filter, sorting and paging are kept in the address, and Back undoes them", async ({
  pageOf,
  admin,
  project,
}) => {
  for (let index = 0; index < 17; index++) await makeRobot({ project, name: `r${String(index).padStart(2, "0")}` });
  await makeRobot({ project, name: "gone", expiresAt: inDays(-3) });
  await makeRobot({ project, name: "off", disabled: true });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(page.getByText("1–15 of 19")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(page.getByText("16–19 of 19")).toBeVisible();
  await page.goBack();
  await expect(page.getByText("1–15 of 19")).toBeVisible();

  await page.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  expect((await tab.names())[0]).toBe("gone");

  await page.getByRole("searchbox", { name: "Search by name" }).fill("off");
  await expect(page).toHaveURL(/q=off/);
  await expect.poll(() => tab.names()).toEqual(["off"]);
  await tab.open("?status=expired");
  expect(await tab.names()).toEqual(["gone"]);
  await expect(tab.row("gone")).toContainText("Expired");
  await tab.open("?q=nothing-like-this");
  await expect(page.getByText("No robot accounts match")).toBeVisible();
  await tab.open("?page=99&size=7&sort=secretHash&dir=up&status=x");
  await expect(page.getByText(/of 19/)).toBeVisible();
});

test("the table is in the HTML that the server sends", async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "in-html", description: "<img src=x onerror=alert(1)>" });
  const page = await pageOf(admin);
  const html = await (await page.request.get(`/projects/${project.name}/robots`)).text();
  expect(html).toContain(`robot_${project.name}+in-html`);
  expect(html).not.toContain("<img src=x");
});

test("several filters combine in one menu, and search covers descriptions", async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "new", lastUsedAt: null, description: "Deploys the shop" });
  await makeRobot({ project, name: "gone", expiresAt: inDays(-3), lastUsedAt: null });
  await makeRobot({ project, name: "off", disabled: true, lastUsedAt: new Date() });
  await makeRobot({ project, name: "soon", expiresAt: inDays(3), lastUsedAt: new Date() });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await page.getByRole("button", { name: "Status:" }).click();
  const item = (name: string) => page.getByRole("menuitemcheckbox", { name });
  await item("Expired").click();
  await item("Disabled").click();
  await expect(page).toHaveURL(/status=expired%2Cdisabled/);
  await expect.poll(async () => (await tab.names()).sort()).toEqual(["gone", "off"]);
  await item("Never used").click();
  await expect.poll(() => tab.names()).toEqual(["gone"]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Status:" }).click();
  await page.getByRole("menuitem", { name: "Clear" }).click();
  await expect.poll(() => tab.names()).toHaveLength(4);
  await tab.open("?status=expiring,never-expires,gone");
  expect(await tab.names()).toContain("soon");
  await page.getByRole("searchbox", { name: "Search by name or description" }).fill("shop deploys");
  await expect(page).toHaveURL(/q=shop/);
  await tab.open("?q=shop deploys");
  expect(await tab.names()).toEqual(["new"]);
});

test("a selection survives paging, grows to all that match, and deletes them all", async ({
  pageOf,
  admin,
  project,
}) => {
  const names = Array.from({ length: 120 }, (_, n) => `bulk-${String(n).padStart(3, "0")}`);
  for (const name of names) await makeRobot({ project, name });
  await makeRobot({ project, name: "kept" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open("?sort=name&dir=asc");
  await tab.select("bulk-000", "bulk-001");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(tab.row("bulk-015")).toBeVisible();
  await tab.select("bulk-015");
  await expect(page.getByText("3 selected, 2 on other pages")).toBeVisible();
  await page.getByRole("link", { name: "Previous" }).click();
  await expect(tab.row("bulk-000").getByRole("checkbox")).toBeChecked();
  await tab.act("Delete");
  await expect(tab.confirmation.getByText("+bulk-015")).toBeVisible();
  await tab.confirmation.getByRole("button", { name: "Cancel" }).click();

  await page.getByRole("searchbox").fill("bulk");
  await expect(page.getByText("1–15 of 120")).toBeVisible();
  await expect(page.getByText(/\d selected/)).toBeHidden();
  await page.getByRole("checkbox", { name: "Select all on this page" }).check();
  await page.getByRole("button", { name: "Select all 120 that match" }).click();
  await expect(page.getByText("120 selected, 105 on other pages")).toBeVisible();
  await expectAccessible(page);
  await tab.act("Delete");
  await tab.confirmation.getByRole("textbox").fill(project.name);
  await tab.confirmation.getByRole("button", { name: "Delete 120 robot accounts" }).click();
  await expect(page.getByText("Deleted 120 robot accounts")).toBeVisible({ timeout: 30_000 });
  await tab.open();
  expect(await tab.names()).toEqual(["kept"]);
  const rows = await getDb().auditEvent.count({ where: { projectId: project.id, action: "robot.delete" } });
  expect(rows).toBe(120);
});

test("times are written in the reader’s zone by the server and don’t change after the first paint", async ({
  pageOf,
  admin,
  project,
}) => {
  const robot = await makeRobot({ project, name: "steady", expiresAt: inDays(29), createdAt: daysAgo(40) });
  const page = await pageOf(admin);
  await page.goto(`/projects/${project.name}/robots`);
  const times = /<time[^>]*>([^<]*)<\/time>/g;
  for (const path of ["", `/${robot.id}`]) {
    const html = await (await page.request.get(`/projects/${project.name}/robots${path}`)).text();
    const sent = Array.from(html.matchAll(times), ([, text]) => text);
    await page.goto(`/projects/${project.name}/robots${path}`, { waitUntil: "networkidle" });
    expect(sent.length).toBeGreaterThan(1);
    expect(await page.locator("time").allTextContents()).toEqual(sent);
  }
});

test("the description counts its characters and follows the direction of its text", async ({
  pageOf,
  admin,
  project,
}) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  const description = tab.dialog.getByRole("textbox", { name: "Description" });
  await description.fill("שלום");
  await expect(tab.dialog.getByText("4 of 1,000 characters")).toBeVisible();
  expect(await description.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  await tab.nameField.fill("right-to-left");
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await tab.shownSecret();
  expect((await tab.dialog.boundingBox())?.width).toBe(640);
});

test("projects are sorted and filtered, and lead to robots that expire soon", async ({ pageOf, admin, project }) => {
  await makeRobot({ project, expiresAt: inDays(2) });
  await makeProject({ name: `${project.name}-other`, admins: [admin] });
  const page = await pageOf(admin);
  await page.goto("/projects?sort=robots&dir=desc");
  const rows = page.locator("tbody").getByRole("row");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("1 expiring soon");
  await page.getByRole("columnheader", { name: "Name" }).getByRole("link").click();
  await expect(page).toHaveURL(/sort=name/);
  await page.getByRole("button", { name: "Robots:" }).click();
  await page.getByRole("menuitemradio", { name: "None" }).click();
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("-other");
  await page.goto("/projects?robots=expiring");
  await expectAccessible(page);
  await page.getByRole("link", { name: "1 expiring soon" }).click();
  await expect(page).toHaveURL(`/projects/${project.name}/robots?status=expiring`);
});

test("the account menu leads to help and shows the version", async ({ pageOf, viewer }) => {
  const page = await pageOf(viewer);
  await page.goto("/projects");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByText(/^Purser \d+\.\d+\.\d+$/)).toBeVisible();
  await page.getByRole("menuitem", { name: "Help" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Help" })).toBeVisible();
  await expectAccessible(page);
});
