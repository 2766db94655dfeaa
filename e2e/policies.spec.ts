import type { Page } from "@playwright/test";
import { getDb } from "../lib/db/client";
import { daysAgo, inDays, makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { captureActions, forge } from "./forge";
import { open, rowsOf } from "./pages/activity-log";
import { RobotsTab } from "./pages/robots-tab";

const STRICT = {
  ...{ maxDays: 1, forbidNever: true, idleDays: 1 },
  ...{ maxGraceDays: 1, apiGraceSeconds: 0, disableOnReuse: true },
};

const NEVER = -1;

const policyForm = (page: Page) => page.getByRole("region", { name: "Policy", exact: true });

test.describe("a project’s policy", () => {
  test("shows which robots would be outside, is saved, and applies in every dialog", async ({
    pageOf,
    admin,
    project,
  }) => {
    test.setTimeout(120_000);
    const forever = await makeRobot({ project, name: "forever", expiresAt: NEVER });
    await makeRobot({ project, name: "far", expiresAt: inDays(200), createdAt: daysAgo(300), lastUsedAt: daysAgo(50) });
    await makeRobot({ project, name: "fine", expiresAt: inDays(20) });
    const page = await pageOf(admin);
    await page.goto(`/projects/${project.name}/robots`);
    await page.getByRole("link", { name: "Settings", exact: true }).click();
    await page.getByRole("radio", { name: "A number of days", exact: true }).click();
    const longest = page.getByRole("textbox", { name: "Days: maximum lifetime" });
    await longest.fill("0");
    await expect(page.getByText("At least 1 day.")).toBeVisible();
    await longest.fill("20");
    await page.getByRole("radio", { name: "Not allowed" }).click();
    await page.getByRole("radio", { name: "After a number of days" }).click();
    await page.getByRole("textbox", { name: "Days: flag idle robots" }).fill("30");
    await policyForm(page).getByRole("button", { name: "Save" }).click();
    const confirmation = page.getByRole("alertdialog");
    await expect(confirmation).toContainText("2 robot accounts won’t meet this policy");
    await expect(confirmation.getByRole("link", { name: "forever" })).toHaveAttribute(
      "href",
      `/projects/${project.name}/robots/${forever.id}`,
    );
    await expectAccessible(page);
    await confirmation.getByRole("button", { name: "Cancel" }).click();
    await expect(confirmation).toBeHidden();
    expect(await getDb().policy.count({ where: { projectId: project.id } })).toBe(0);
    await policyForm(page).getByRole("button", { name: "Save" }).click();
    await confirmation.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Policy saved")).toBeVisible();
    const standing = page.getByRole("region", { name: "Robots outside the policy" });
    await expect(standing.getByRole("row")).toHaveCount(3);
    await expectAccessible(page);

    const tab = await new RobotsTab(page, project).open();
    await expect(tab.row("far").getByText("Idle")).toBeVisible();
    await page.getByRole("button", { name: "Status:" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Idle" }).click();
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/status=idle/);
    await expect.poll(() => tab.names()).toEqual(["far"]);
    await expectAccessible(page);
    await tab.open("?status=outside&sort=name&dir=asc");
    expect(await tab.names()).toEqual(["far", "forever"]);

    await tab.open();
    await tab.newButton.click();
    const days = tab.dialog.getByRole("textbox", { name: "Days until it expires" });
    await expect(days).toHaveValue("20");
    await expect(tab.dialog.getByText("This project allows at most 20 days.")).toBeVisible();
    await expect(tab.dialog.getByRole("radio", { name: "Never" })).toBeDisabled();
    await expect(tab.dialog.getByRole("button", { name: "30 days" })).toHaveCount(0);
    await days.fill("21");
    await expect(tab.dialog.getByText("Choose 20 days or fewer.")).toBeVisible();
    await expectAccessible(page);
    await tab.nameField.fill("too-long");
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await expect(days).toBeFocused();
    await days.fill("20");
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await tab.shownSecret();

    await page.goto(`/projects/${project.name}/robots/${forever.id}`);
    await expect(page.getByText("Outside the policy")).toBeVisible();
    await page.getByRole("button", { name: "Edit" }).click();
    await tab.dialog.getByRole("textbox", { name: "Description" }).fill("kept as it is");
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText(/^Saved robot_/)).toBeVisible();
    expect(await getDb().robot.findUnique({ where: { id: forever.id }, select: { description: true } })).toEqual({
      description: "kept as it is",
    });
  });

  test("changed by two admins at once lets the second keep what they typed and load the latest version", async ({
    pageOf,
    admin,
    project,
  }) => {
    const [first, second] = [await pageOf(admin), await pageOf(await makeUser({ isAdmin: true }))];
    for (const page of [first, second]) {
      await page.goto(`/projects/${project.name}/settings`);
      await page.getByRole("radio", { name: "A number of days", exact: true }).click();
    }
    const days = (page: typeof first) => page.getByRole("textbox", { name: "Days: maximum lifetime" });
    await days(first).fill("40");
    await days(second).fill("50");
    await policyForm(first).getByRole("button", { name: "Save" }).click();
    await expect(first.getByText("Policy saved")).toBeVisible();
    await policyForm(second).getByRole("button", { name: "Save" }).click();
    await expect(second.getByText(`${admin.username} changed this policy`)).toBeVisible();
    await expect(days(second)).toHaveValue("50");
    await second.getByRole("button", { name: "Load the latest version" }).click();
    await expect(days(second)).toHaveValue("40");
    await days(second).fill("30");
    await policyForm(second).getByRole("button", { name: "Save" }).click();
    await expect(second.getByText("Policy saved")).toBeVisible();
  });

  test("can be read by a viewer and changed only by its admins", async ({
    pageOf,
    admin,
    viewer,
    outsider,
    project,
  }) => {
    test.setTimeout(120_000);
    const page = await pageOf(admin);
    await page.goto(`/projects/${project.name}/settings`);
    const [save] = await captureActions(page, async () => {
      await policyForm(page).getByRole("button", { name: "Save" }).click();
      await expect(page.getByText("Policy saved")).toBeVisible();
    });
    if (!save) throw new Error("The page didn't send the action.");
    const strict = { ...STRICT, version: 0, project: project.name };
    const look = await pageOf(viewer);
    await look.goto(`/projects/${project.name}/settings`);
    await expect(look.getByText("No limit")).toBeVisible();
    await expect(look.getByRole("button", { name: "Save" })).toHaveCount(0);
    await expectAccessible(look);
    expect(await forge(look, save, [strict])).toMatchObject({ ok: false, code: "FORBIDDEN" });
    const none = await pageOf(outsider);
    expect((await none.goto(`/projects/${project.name}/settings`))?.status()).toBe(404);
    expect(await forge(none, save, [strict])).toMatchObject({ ok: false, code: "NOT_FOUND" });
    expect(await getDb().policy.count({ where: { projectId: project.id } })).toBe(0);
  });
});

test("the instance’s policy is for system admins, and the log shows its maximum lifetime and limit", async ({
  pageOf,
  admin,
  project,
}) => {
  const root = await makeUser({ isAdmin: true });
  const page = await pageOf(root);
  await page.goto("/settings/retention");
  await page.getByRole("link", { name: "Policies" }).click();
  await expect(page.getByRole("heading", { name: "Policies" })).toBeVisible();
  // Long enough not to affect robots of other tests, which run at the same time.
  await page.getByRole("radio", { name: "A number of days", exact: true }).click();
  await page.getByRole("textbox", { name: "Days: maximum lifetime" }).fill("36500");
  const [preview, save] = await captureActions(page, async () => {
    await policyForm(page).getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Policy saved")).toBeVisible();
  });
  await expectAccessible(page);
  await page.goto(`/activity?action=policy.update&actor=${root.username}`);
  await open(page, "Changed the policy");
  await expect(rowsOf(page).getByText("36,500 days")).toBeVisible();
  const reaching = await pageOf(admin);
  expect((await reaching.goto("/settings/policies"))?.status()).toBe(404);
  if (!preview || !save) throw new Error("The page didn't send these actions.");
  const strict = { ...STRICT, version: 1 };
  expect(await forge(reaching, save, [strict])).toMatchObject({ ok: false, code: "FORBIDDEN" });
  expect(await forge(reaching, preview, [strict])).toMatchObject({ ok: false, code: "NOT_FOUND" });
  await reaching.goto(`/projects/${project.name}/settings`);
  await expect(reaching.getByText("Currently at most 36,500 days.")).toBeVisible();
});
