import type { Page } from "@playwright/test";
import { makeProject, makeRobot, makeSystemRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { storeEvents } from "./pages/activity-log";

test.describe.configure({ timeout: 120_000 });

const WIDTHS = [640, 768, 1024, 1280, 1920];

/** What is wrong with the tables on the page; they are scrolled to their ends and back. */
async function tableFaults(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const until = async (isDone: () => boolean) => {
      for (let frames = 0; frames < 60 && !isDone(); frames++) await new Promise(requestAnimationFrame);
      return isDone();
    };
    const faults: string[] = [];
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth) faults.push(`the page is ${scrollWidth - clientWidth} px too wide`);
    for (const table of document.querySelectorAll("table")) {
      const scroller = table.parentElement;
      const row = table.querySelector("tbody tr:last-child");
      const shownCells = [...(row?.children ?? [])].filter((cell) => cell.getClientRects().length > 0);
      const [first, last] = [row?.querySelector(".pin-title"), shownCells.at(-1)];
      if (!scroller || !last || scroller.scrollWidth - scroller.clientWidth <= 1) continue;
      const box = scroller.getBoundingClientRect();
      const name = table.caption?.textContent;
      const isIn = (cell: Element) => {
        const { left, right } = cell.getBoundingClientRect();
        return left >= box.left - 1 && right <= box.right + 1;
      };
      const marks = () => {
        const shown = (element: Element | null | undefined, side: string) =>
          element ? getComputedStyle(element, side).content !== "none" : false;
        const framed = scroller.parentElement;
        return {
          start: shown(first, "::after") || shown(framed, "::before"),
          end: shown(row?.querySelector(".pin-end"), "::before") || shown(framed, "::after"),
        };
      };
      if (!(await until(() => marks().end))) faults.push(`${name}: nothing says that columns are hidden at the end`);
      if (last.matches(".pin-end") && !isIn(last)) faults.push(`${name}: the row's menu is out of view`);
      scroller.scrollLeft = scroller.scrollWidth;
      if (!isIn(last)) faults.push(`${name}: the last column can't be reached`);
      if (first && !isIn(first)) faults.push(`${name}: the names scroll away`);
      if (!(await until(() => marks().start)))
        faults.push(`${name}: nothing says that columns are hidden at the start`);
      scroller.scrollLeft = 0;
    }
    return faults;
  });
}

const LONG =
  "Promotes releases across teams, from the staging registry to production and to every mirror, once approved";

test("every table shows its first and last columns from 640 to 1920 px, and marks what it hides", {
  tag: "@look",
}, async ({ pageOf, admin, viewer }) => {
  const project = await makeProject({ admins: [admin], viewers: [viewer] });
  const other = await makeProject();
  const access = "repository:pull";
  await makeRobot({ project, name: "deploy.production-eu-west-1", description: LONG });
  await makeSystemRobot({
    name: "release-train",
    description: LONG,
    grants: [project, other].map(({ id }) => ({ kind: "project", projectId: id, access })),
  });
  await storeEvents(project, [{ action: "robot.create", targetName: "deploy.production-eu-west-1" }]);
  const root = await pageOf(await makeUser({ isAdmin: true }));
  const base = `/projects/${project.name}`;
  for (const path of [
    ...["/robots", "/robots/system", "/projects", `${base}/robots`, `${base}/members`, `${base}/activity`],
    ...["/activity", "/settings/people", "/settings/registry"],
  ]) {
    await root.goto(path);
    await expect(root.getByRole("table").first()).toBeVisible();
    for (const width of WIDTHS) {
      await root.setViewportSize({ width, height: 800 });
      expect(await tableFaults(root), `${path} at ${width} px`).toEqual([]);
    }
  }
});

test("wide windows are used up to 1600 px, and a description wraps to two lines", { tag: "@look" }, async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "one", description: LONG.repeat(3) });
  const page = await pageOf(admin);
  await page.setViewportSize({ width: 1920, height: 800 });
  await page.goto(`/projects/${project.name}/robots`);
  expect((await page.getByRole("main").boundingBox())?.width).toBe(1600);
  const description = page.getByRole("button", { name: LONG }).locator("span");
  const lines = await description.evaluate(
    (element) => element.clientHeight / Number.parseFloat(getComputedStyle(element).lineHeight),
  );
  expect(Math.round(lines)).toBe(2);
});

/** The words of an element that are broken across lines, and links that the window cuts off. */
function brokenIn(page: Page, selector: string): Promise<string[]> {
  return page.evaluate((where) => {
    const faults: string[] = [];
    for (const part of document.querySelectorAll(where)) {
      const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
      for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        // An ellipsis is a sign that something is cut.
        if (node.parentElement && getComputedStyle(node.parentElement).textOverflow === "ellipsis") continue;
        for (const { index, 0: word } of (node.textContent ?? "").matchAll(/[\p{L}\p{N}]+/gu)) {
          const range = document.createRange();
          range.setStart(node, index);
          range.setEnd(node, index + word.length);
          if (range.getClientRects().length > 1) faults.push(`${word} is broken`);
        }
      }
      for (const control of part.querySelectorAll("a, button")) {
        const { left, right } = control.getBoundingClientRect();
        const frame = control.closest("nav")?.getBoundingClientRect();
        const end = Math.min(innerWidth, frame?.right ?? innerWidth);
        if (left < -1 || right > end + 1) faults.push(`${control.textContent} is cut off`);
      }
    }
    return faults;
  }, selector);
}

test("from 320 to 1180 px and at 200 % zoom, the header breaks no word and cuts nothing off", { tag: "@look" }, async ({
  pageOf,
}) => {
  const admin = await makeUser({ isAdmin: true });
  const project = await makeProject({ name: `documentation-of-${Date.now().toString(36)}`, admins: [admin] });
  await makeRobot({ project });
  const page = await pageOf(admin);
  for (const path of [`/projects/${project.name}/robots`, "/settings/registry"]) {
    await page.goto(path);
    // 640 px is 1280 px at 200 % zoom, 320 px is 1280 px at 400 %.
    for (const width of [320, 360, 512, 640, 768, 900, 1024, 1100, 1180]) {
      await page.setViewportSize({ width, height: 720 });
      expect(await brokenIn(page, "header, main nav"), `${path} at ${width} px`).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide, `${path} at ${width} px`).toBe(0);
    }
  }
});

test("digits have one width in table cells and times only", { tag: "@look" }, async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "one", description: "A one-time job" });
  const page = await pageOf(admin);
  await page.goto(`/projects/${project.name}/robots`);
  const numbers = (selector: string) =>
    page
      .locator(selector)
      .first()
      .evaluate((element) => getComputedStyle(element).fontVariantNumeric);
  await expect(page.getByRole("button", { name: "A one-time job" })).toBeVisible();
  for (const selector of ["body", "h1", "header a", "td button:has-text('one-time')"])
    expect(await numbers(selector), selector).toBe("normal");
  for (const selector of ["td", "time"]) expect(await numbers(selector), selector).toBe("tabular-nums");
});
