import type { Locator } from "@playwright/test";
import { inDays, makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

/** The last character of each line but the last. */
function lineEnds(name: Locator): Promise<string[]> {
  return name.evaluate((element) => {
    const ends: string[] = [];
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let [top, last] = [Number.NaN, ""];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = node.textContent ?? "";
      for (let at = 0; at < text.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        const { bottom } = range.getBoundingClientRect();
        if (bottom > top + 4) ends.push(last);
        [top, last] = [bottom, text.charAt(at)];
      }
    }
    return ends;
  });
}

test("a name wraps after + and - only, and what tells robots apart is heavier", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  const { loginName } = await makeRobot({ project, name: "deploy-4.staging-cluster-in-frankfurt-2" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  const name = tab.row("deploy").getByRole("link");
  for (const width of [360, 640, 1024]) {
    await page.setViewportSize({ width, height: 800 });
    const ends = await lineEnds(name);
    expect(ends.length, `${width} px`).toBeGreaterThan(0);
    expect(
      ends.filter((end) => !"+-".includes(end)),
      `${width} px`,
    ).toEqual([]);
  }
  expect(await name.textContent()).toBe(loginName);
  const weight = (text: string) =>
    name.getByText(text).evaluate((element) => Number(getComputedStyle(element).fontWeight));
  expect(await weight("deploy-")).toBeGreaterThan(await weight(`robot_${project.name}+`));
});

test("a state is the same word in the same badge in every list and on the robot's page", { tag: "@look" }, async ({
  pageOf,
  project,
}) => {
  const root = await makeUser({ isAdmin: true });
  const { id } = await makeRobot({ project, name: "on" });
  await makeRobot({ project, name: "off", disabled: true });
  await makeRobot({ project, name: "late", expiresAt: inDays(-3) });
  const page = await pageOf(root);
  const lookOf = (within: Locator, word: string) =>
    within
      .getByText(word, { exact: true })
      .evaluate((badge) => `${badge.className} ${badge.querySelector("svg")?.innerHTML}`);
  const tab = await new RobotsTab(page, project).open();
  const [enabled, disabled] = [await lookOf(tab.row("on"), "Enabled"), await lookOf(tab.row("off"), "Disabled")];
  expect(enabled).toContain("rounded-full");
  await expect(tab.row("late").getByText(/^Expired/)).toHaveClass(/rounded-full/);
  await page.goto(`/projects/${project.name}/robots/${id}`);
  expect(await lookOf(page.getByRole("main"), "Enabled")).toBe(enabled);
  const gone = await makeUser({ disabled: true });
  await page.goto(`/settings/people?q=${gone.username}`);
  expect(await lookOf(page.getByRole("row"), "Disabled")).toBe(disabled);
});

test("a robot's page shows what is granted before what isn't, and before its facts", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  const { id } = await makeRobot({ project, permissions: ["helm-chart:read", "scan:create"] });
  const page = await pageOf(admin);
  await page.goto(`/projects/${project.name}/robots/${id}`);
  const headings = await page.getByRole("heading", { level: 3 }).allTextContents();
  expect(headings.slice(0, 3)).toEqual(["Helm charts", "Labels and scans", "Not granted"]);
  const cards = await page
    .getByRole("article")
    .getByRole("region")
    .evaluateAll((all) => all.map((card) => card.ariaLabel));
  expect(cards.indexOf("Permissions")).toBeLessThan(cards.indexOf("Facts"));
});
