import { getDb } from "../lib/db/client";
import { makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, signIn, test } from "./fixtures";
import { open, row, rowsOf, storeEvents } from "./pages/activity-log";

test.describe("a project's activity", () => {
  test("shows what was done, with before and after, and links the robot while it exists", async ({
    project,
    admin,
    pageOf,
  }) => {
    const robot = await makeRobot({ project, name: "alive" });
    const about = { projectId: project.id, projectName: project.name, actorType: "user", actorName: admin.username };
    const before = {
      description: "old words",
      permissions: ["repository:pull", "tag:create"],
      expiresAt: 1_900_000_000,
    };
    const after = { description: "new words", permissions: ["repository:pull", "scan:create"], expiresAt: -1 };
    await getDb().auditEvent.createMany({
      data: [
        { ...about, action: "robot.delete", robotId: 2_000_000_000, robotName: `robot_${project.name}+gone` },
        {
          ...about,
          ...{ action: "robot.update", robotId: robot.id, robotName: robot.loginName },
          details: JSON.stringify({ before, after }),
        },
      ],
    });
    const page = await pageOf(admin);
    await page.goto(`/projects/${project.name}`);
    await page
      .getByRole("navigation", { name: `Project ${project.name}` })
      .getByRole("link", { name: "Activity" })
      .click();
    await expect(rowsOf(page)).toHaveCount(2);
    await expect(row(page, "+gone").getByRole("link")).toHaveCount(0);

    const edited = row(page, "Edited the robot account");
    await expect(edited.getByText("old words")).toBeHidden();
    await open(page, "Edited the robot account");
    for (const text of [
      "old words",
      "new words",
      "Create a scan added",
      "Create a tag removed",
      "1 unchanged",
      "Never",
    ])
      await expect(edited.getByText(text)).toBeVisible();
    await expectAccessible(page);
    await edited.getByRole("link", { name: robot.loginName, exact: true }).click();
    await expect(page).toHaveURL(`/projects/${project.name}/robots/${robot.id}`);
  });

  test("is filtered by choices and names that are kept in the address, and filters can be removed", async ({
    project,
    viewer,
    pageOf,
  }) => {
    await storeEvents(project, [
      { action: "member.add", targetName: "first", actorName: "ada", at: new Date(Date.now() - 10 * 86_400_000) },
      { action: "member.add", targetName: "second", actorName: "ada" },
      { action: "member.remove", targetName: "third", actorName: "ada", result: "refused" },
      { action: "member.remove", targetName: "fourth", actorName: "bob" },
    ]);
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity`);
    await expect(rowsOf(page)).toHaveCount(4);
    await page.getByLabel("Actor").fill("ADA");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\?actor=ADA$/);
    await expect(rowsOf(page)).toHaveCount(3);
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Last 7 days" }).click();
    await expect(rowsOf(page)).toHaveCount(2);
    await page.getByRole("button", { name: "Result:" }).click();
    await page.getByRole("menuitemradio", { name: "Refused" }).click();
    await expect(rowsOf(page)).toHaveCount(1);
    await expect(rowsOf(page)).toContainText("Tried to remove a member");
    await expect(rowsOf(page)).toContainText("Refused");
    await page.reload();
    await expect(rowsOf(page)).toHaveCount(1);
    await page.getByLabel("Actor").fill("nobody");
    await expect(page.getByRole("heading", { name: "No activity matches" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Clear filters" }).last().click();
    await expect(rowsOf(page)).toHaveCount(4);
    await expect(page.getByLabel("Actor")).toHaveValue("");
  });

  test("is filtered by a part of a name while someone types, and suggests whole names", async ({
    project,
    viewer,
    pageOf,
  }) => {
    const robotName = (name: string) => `robot_${project.name}+${name}`;
    await storeEvents(project, [
      { action: "member.add", targetName: "x", actorName: "adele" },
      { action: "robot.delete", actorName: "ada", robotName: robotName("ci-build") },
      { action: "robot.update", actorName: "bob", robotName: robotName("ci-build") },
      { action: "robot.update", actorName: "bob", robotName: robotName("ci-deploy") },
    ]);
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity`);
    await page.getByLabel("Actor").pressSequentially("Ad");
    await expect(page).toHaveURL(/actor=Ad$/);
    // While suggestions are open, screen readers are kept within them, so the rows have no role.
    await expect(page.locator("tbody > tr")).toHaveCount(2);
    await expect(page.getByRole("option")).toHaveText(["ada", "adele"]);
    await page.getByRole("option", { name: "adele" }).click();
    await expect(page).toHaveURL(/actor=adele$/);
    await expect(rowsOf(page)).toHaveCount(1);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Clear filters" }).click();
    await expect(rowsOf(page)).toHaveCount(4);
    await page.getByRole("combobox", { name: "Robot", exact: true }).fill("build");
    await expect(page.locator("tbody > tr")).toHaveCount(2);
    const csv = await (await page.request.get(`/projects/${project.name}/activity/export?robot=build`)).text();
    expect(csv.match(/ci-build/g)).toHaveLength(2);
    expect(csv).not.toContain("ci-deploy");
  });

  test("filters by a time range in the reader's time zone", async ({ project, viewer, pageOf }) => {
    const noon = new Date("2026-03-04T12:00:00Z");
    await storeEvents(project, [
      { action: "member.add", targetName: "before", at: new Date(noon.getTime() - 60_000) },
      { action: "member.add", targetName: "inside", at: noon },
    ]);
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity`);
    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Custom range" }).click();
    // 12:00 UTC in Kathmandu.
    await page.getByLabel("From").fill("2026-03-04T17:45");
    await page.getByLabel("To", { exact: true }).fill("2026-03-04T17:46");
    await page.keyboard.press("Enter");
    await expect(rowsOf(page)).toHaveCount(1);
    await expect(rowsOf(page)).toContainText("inside");
    await page.reload();
    await expect(page.getByLabel("From")).toHaveValue("2026-03-04T17:45");
    await expect(rowsOf(page)).toHaveCount(1);
  });

  test("is paged by links in both directions, with each event shown once", async ({ project, viewer, pageOf }) => {
    await storeEvents(
      project,
      Array.from({ length: 60 }, (_, n) => ({
        action: "member.add",
        targetName: `person-${String(n).padStart(2, "0")}`,
      })),
    );
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity?size=25`);
    const names = async () => (await rowsOf(page).allTextContents()).map((text) => /person-\d\d/.exec(text)?.[0]);
    const seen = await names();
    const bar = page.getByRole("navigation", { name: "Pages of activity" });
    await expect(bar.getByRole("link", { name: "Newer" })).toBeDisabled();
    for (const size of [25, 10]) {
      await storeEvents(project, [{ action: "member.add", targetName: "person-99" }]);
      const href = await bar.getByRole("link", { name: "Older" }).getAttribute("href");
      expect(href).toMatch(/before=\d+-\d+/);
      const first = seen.at(-1);
      await bar.getByRole("link", { name: "Older" }).click();
      await expect(rowsOf(page).filter({ hasText: String(first) })).toHaveCount(0);
      await expect(rowsOf(page)).toHaveCount(size);
      seen.push(...(await names()));
    }
    expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => `person-${String(59 - n).padStart(2, "0")}`));
    await expect(bar.getByRole("link", { name: "Older" })).toBeDisabled();
    await bar.getByRole("link", { name: "Newer" }).click();
    await expect(row(page, "person-34")).toHaveCount(1);
    await expect(rowsOf(page)).toHaveCount(25);
  });

  test("is readable without JavaScript, details included, and its filters work", { tag: "@look" }, async ({
    project,
    viewer,
    browser,
    baseURL,
  }) => {
    await storeEvents(project, [
      { action: "robot.refresh-secret", details: { kind: "manual" } },
      { action: "member.add", actorName: "other" },
    ]);
    const context = await browser.newContext({ baseURL });
    await signIn(await context.newPage(), viewer);
    const plain = await browser.newContext({
      baseURL,
      javaScriptEnabled: false,
      storageState: await context.storageState(),
    });
    const page = await plain.newPage();
    await page.goto(`/projects/${project.name}/activity`);
    await expect(page.getByText("Set manually")).toBeVisible();
    await page.getByLabel("Actor").fill("other");
    await page.getByLabel("Actor").press("Enter");
    await expect(rowsOf(page)).toHaveCount(1);
    await expect(rowsOf(page)).toContainText("Added a member");
    await plain.close();
    await context.close();
  });

  test("works by keyboard alone and fits a phone", { tag: "@look" }, async ({ project, viewer, pageOf }) => {
    await storeEvents(project, [
      { action: "member.add", targetName: "x".repeat(200), details: { after: { role: "viewer" } } },
      { action: "member.remove", details: { before: { role: "admin" } } },
    ]);
    const page = await pageOf(viewer);
    await page.goto(`/projects/${project.name}/activity`);
    await page.keyboard.press("/");
    await expect(page.getByLabel("Actor")).toBeFocused();
    await rowsOf(page).first().focus();
    await page.keyboard.press("Enter");
    await expect(page.getByText("Project admin")).toBeVisible();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await expect(rowsOf(page).nth(1).getByText("Viewer")).toBeVisible();
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await expectAccessible(page);
  });
});

test.describe("the instance's activity", () => {
  test("shows a system admin sign-ins, failed attempts and refused actions of every project", async ({
    openAs,
    browser,
    baseURL,
  }) => {
    const root = await makeUser({ isAdmin: true });
    const victim = await makeUser();
    const anonymous = await (await browser.newContext({ baseURL })).newPage();
    await anonymous.goto("/login");
    await anonymous.getByLabel("Username").fill(victim.username);
    await anonymous.getByLabel("Password", { exact: true }).fill("Not-The-Password-1");
    await anonymous.getByRole("button", { name: "Sign in" }).click();
    await expect(anonymous.getByText("Wrong username or password.")).toBeVisible();
    await anonymous.context().close();
    const page = await openAs(root);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Activity" }).click();
    await page.getByLabel("Actor").fill(victim.username);
    await page.keyboard.press("Enter");
    await expect(rowsOf(page)).toHaveCount(1);
    await expect(rowsOf(page)).toContainText("Tried to sign in");
    await expect(rowsOf(page)).toContainText("not signed in");
    await open(page, "Tried to sign in");
    await expect(page.getByText("wrong username or password")).toBeVisible();
    expect(await page.content()).not.toContain("Not-The-Password-1");
    await expectAccessible(page);
  });

  test("is not found for anyone else: page, download and settings alike", async ({
    admin,
    viewer,
    outsider,
    openAs,
    pageOf,
    project,
  }) => {
    for (const person of [admin, viewer, outsider]) {
      const page = await openAs(person);
      await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Activity" })).toHaveCount(
        0,
      );
      for (const path of ["/activity", `/activity?project=${project.name}`, "/activity/export", "/settings/retention"])
        expect((await page.request.get(path)).status(), `${person.name} ${path}`).toBe(404);
    }
    const page = await pageOf(outsider);
    for (const path of [`/projects/${project.name}/activity`, `/projects/${project.name}/activity/export`])
      expect((await page.request.get(path)).status(), path).toBe(404);
  });

  test("sends someone without a session to sign in and back, and downloads nothing", async ({
    browser,
    baseURL,
    project,
  }) => {
    const page = await (await browser.newContext({ baseURL })).newPage();
    for (const path of ["/activity/export?result=failed", `/projects/${project.name}/activity/export`, "/activity"]) {
      await page.goto(path);
      await expect(page).toHaveURL(/\/login\?next=/);
    }
    await page.context().close();
  });
});
