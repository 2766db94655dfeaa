import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { makeProject, makeSystemRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { captureActions, forge } from "./forge";

const dialogOf = (page: Page) => page.locator('[role="dialog"][data-modal]');
const rowOf = (page: Page, name: string) => page.getByRole("row").filter({ hasText: `robot_${name}` });
const unique = (stem: string) => `${stem}-${randomUUID().slice(0, 8)}`;

async function openSystemRobots(page: Page): Promise<void> {
  await page.goto("/robots/system");
  await expect(page.getByRole("heading", { name: "System robot accounts", level: 1 })).toBeVisible();
}

async function choose(page: Page, project: string): Promise<void> {
  await dialogOf(page).getByRole("searchbox").fill(project);
  await dialogOf(page).getByRole("checkbox", { name: project, exact: true }).check();
}

test("a system admin creates a robot with separate permissions per project and edits them, and its projects show it", async ({
  pageOf,
  viewer,
  project,
}) => {
  test.setTimeout(120_000);
  const other = await makeProject();
  const page = await pageOf(await makeUser({ isAdmin: true }));
  const dialog = dialogOf(page);
  const name = unique("mirror");
  await openSystemRobots(page);
  await page.getByRole("button", { name: "New Robot Account" }).first().click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Next" }).click();
  await expect(dialog.getByText("Enter a name for the robot.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill(name);
  await expect(dialog.getByText(`robot_${name}`)).toBeVisible();
  await dialog.getByRole("button", { name: "Next" }).click();

  await choose(page, project.name);
  await choose(page, other.name);
  await dialog.getByRole("button", { name: `Permissions in ${other.name}` }).click();
  await dialog.getByRole("checkbox", { name: "All permissions" }).uncheck();
  await expect(dialog.getByText("Choose at least one permission, or remove the project.")).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Pull artifacts" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Next" }).click();
  await dialog.getByRole("checkbox", { name: "Read the catalog" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("You won’t see this secret again.")).toBeVisible();
  const secret = (await dialog.locator("code").nth(1).textContent()) ?? "";
  await dialog.getByRole("button", { name: "Copy secret" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();

  await expect(rowOf(page, name)).toContainText("Varies by project");
  await expect(rowOf(page, name)).toContainText("1 of 9");
  await rowOf(page, name)
    .getByRole("button", { name: /^Projects of/ })
    .click();
  const peek = page.getByRole("dialog", { name: /^Projects of/ });
  await expect(peek.getByRole("listitem").filter({ hasText: other.name })).toContainText("1 of 10");
  await page.keyboard.press("Escape");
  expect(await page.content()).not.toContain(secret);

  const theirs = await pageOf(viewer);
  await theirs.goto(`/projects/${project.name}/robots`);
  const section = theirs.getByRole("region", { name: "System robot accounts" });
  await expect(section.getByRole("row").filter({ hasText: `robot_${name}` })).toContainText("10 of 10");
  await expect(section.getByRole("link")).toHaveCount(0);
  await expectAccessible(theirs);

  await rowOf(page, name)
    .getByRole("button", { name: /^Actions for/ })
    .click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await dialog.getByRole("button", { name: "2 Projects" }).click();
  await dialog.getByRole("button", { name: `Permissions in ${other.name}` }).click();
  await dialog.getByRole("button", { name: "Apply to all selected" }).click();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await theirs.reload();
  await expect(section.getByRole("row").filter({ hasText: `robot_${name}` })).toContainText("1 of 10");

  await page.getByRole("link", { name: `robot_${name}` }).click();
  await expect(page.getByRole("heading", { name: `robot_${name}`, level: 1 })).toBeVisible();
  await expect(page.getByRole("region", { name: "Permissions" })).toContainText("In 2 projects");
  await expect(page.getByRole("region", { name: "Permissions" })).toContainText("Read the catalog");
  await expect(page.getByRole("region", { name: "Activity" })).toContainText("Edited the robot account");
  await expectAccessible(page);
});

test("a second admin's conflicting save is refused, keeps what they typed and can load the latest version", async ({
  pageOf,
  project,
}) => {
  const access = "repository:pull";
  const name = unique("twice");
  await makeSystemRobot({ name, grants: [{ kind: "project", projectId: project.id, access }] });
  const first = await pageOf(await makeUser({ isAdmin: true, name: "First" }));
  const second = await pageOf(await makeUser({ isAdmin: true }));
  for (const page of [first, second]) {
    await openSystemRobots(page);
    await page.getByRole("searchbox").fill(name);
    await rowOf(page, name)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await dialogOf(page)
      .getByLabel("Description")
      .fill(page === first ? "the first" : "the second");
  }
  await dialogOf(first).getByRole("button", { name: "Save" }).click();
  await expect(dialogOf(first)).toBeHidden();
  await dialogOf(second).getByRole("button", { name: "Save" }).click();
  await expect(dialogOf(second)).toContainText("changed this robot on");
  await expect(dialogOf(second).getByLabel("Description")).toHaveValue("the second");
  await dialogOf(second).getByRole("button", { name: "Load the latest version" }).click();
  await expect(dialogOf(second).getByLabel("Description")).toHaveValue("the first");
});

test("on a phone the list is cards, and a robot without permissions is marked in the list and on its page", async ({
  pageOf,
}) => {
  const name = unique("nothing");
  const robot = await makeSystemRobot({ name, grants: [] });
  const page = await pageOf(await makeUser({ isAdmin: true }));
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`/robots/system?q=${name}`);
  await expect(rowOf(page, name)).toContainText("No access");
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.goto(`/robots/${robot.id}`);
  await expect(page.getByText("It can’t log in")).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test("a project's admin can't reach system robots, neither by pages nor by forged requests", async ({
  pageOf,
  admin,
  project,
}) => {
  const name = unique("target");
  const grants = [{ kind: "project", projectId: project.id, access: "repository:pull" }] as const;
  const robot = await makeSystemRobot({ name, grants });
  const root = await pageOf(await makeUser({ isAdmin: true }));
  await openSystemRobots(root);
  const captured = await captureActions(root, async () => {
    await root.getByRole("searchbox").fill(name);
    await rowOf(root, name)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await root.getByRole("menuitem", { name: "Edit" }).click();
    await dialogOf(root).getByLabel("Description").fill("seen");
    await dialogOf(root).getByRole("button", { name: "Save" }).click();
    await expect(dialogOf(root)).toBeHidden();
  });
  const [read] = captured;
  const update = captured.at(-1);
  if (!read || !update) throw new Error("The page didn't send the actions.");

  const page = await pageOf(admin);
  await page.goto("/projects");
  await expect(page.getByRole("link", { name: "Projects" }).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "System robots" })).toHaveCount(0);
  for (const path of ["/robots/system", `/robots/${robot.id}`, `/projects/${project.name}/robots/${robot.id}`]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    expect(await page.content(), path).not.toContain(name);
  }
  for (const { action, args } of [
    { action: read, args: [{ project: null, id: robot.id }] },
    { action: update, args: [{ ...(update.args[0] as object), description: "forged", version: 2 }] },
  ])
    expect(await forge(page, action, args)).toMatchObject({ ok: false, code: "NOT_FOUND" });
  await root.goto(`/robots/${robot.id}`);
  await expect(root.getByRole("region", { name: "Facts" })).toContainText("seen");
});
