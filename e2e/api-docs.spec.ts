import { expect, expectAccessible, test } from "./fixtures";

test("the account menu leads to the API's page, which names every operation and loads nothing from other sites", async ({
  openAs,
  viewer,
}) => {
  const page = await openAs(viewer);
  const elsewhere: string[] = [];
  const home = new URL(page.url()).origin;
  page.on("request", (request) => new URL(request.url()).origin !== home && elsewhere.push(request.url()));
  await page.getByRole("button", { name: "Account of Vera Viewer" }).click();
  await page.getByRole("menuitem", { name: "API" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API" })).toBeVisible();
  const { paths } = await (await page.request.get("/api/v2.0/openapi.json")).json();
  const entries = await page.getByRole("main").textContent();
  expect(Object.keys(paths).length).toBeGreaterThan(8);
  for (const path of Object.keys(paths)) expect(entries).toContain(`/api/v2.0${path}`);
  expect(elsewhere).toEqual([]);
});

test("the API's page has no WCAG 2.2 AA violation and fits 360 pixels", { tag: "@look" }, async ({ page }) => {
  await page.goto("/api/docs");
  const first = page.getByRole("group").first();
  await first.locator("summary").click();
  await expect(first).toHaveAttribute("open", "");
  await expectAccessible(page);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
