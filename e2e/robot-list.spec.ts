import { inDays, makeRobot } from "../testing/builders";
import { expect, test } from "./fixtures";
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
