import type { Page } from "@playwright/test";
import { makeRobot } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

/** Everything that a browser stores or shows of the console: the page's source, storage and address. */
async function browserState(page: Page): Promise<string> {
  const source = await (await page.request.get(page.url())).text();
  const kept = await page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
    ]),
  );
  return source + kept + JSON.stringify(await page.context().storageState());
}

test("a robot's whole life: create, export, refresh, disable, enable, edit, delete", async ({
  pageOf,
  admin,
  project,
}) => {
  const page = await pageOf(admin);
  const replies: Promise<string>[] = [];
  const addresses: string[] = [];
  page.on("request", (request) => addresses.push(request.url()));
  const tab = await new RobotsTab(page, project).open();
  const loginName = `robot_${project.name}+ci-build`;
  const secrets: string[] = [];

  await test.step("create with the defaults shows a secret of 32 characters once", async () => {
    await tab.newButton.click();
    await tab.nameField.fill("ci-build");
    await expect(tab.dialog.getByText(loginName)).toBeVisible();
    await expect(tab.dialog.getByText("10 of 10")).toBeVisible();
    await expect(tab.dialog.getByRole("radio", { name: "After a number of days" })).toBeChecked();
    await expect(tab.dialog.getByLabel("Days until it expires")).toHaveValue("30");
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    const secret = await tab.shownSecret();
    expect(secret).toMatch(/^[A-Za-z0-9]{32}$/);
    secrets.push(secret);
  });

  await test.step("the exported file has exactly the five keys", async () => {
    const { fileName, json } = await tab.exported();
    expect(fileName).toBe(`${loginName}.json`);
    expect(Object.keys(json).sort()).toEqual(["creation_time", "expires_at", "id", "name", "secret"]);
    const created = Math.floor(Date.parse(String(json.creation_time)) / 1000);
    expect(json).toMatchObject({
      name: loginName,
      secret: secrets[0],
      expires_at: created + 30 * 86_400,
      id: expect.any(Number),
    });
    await tab.dialog.getByRole("button", { name: "Copy secret" }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secrets[0]);
    await tab.dialog.getByRole("button", { name: "Done" }).click();
    await expect(tab.dialog).toBeHidden();
  });

  await test.step("after a reload the secret is nowhere", async () => {
    page.on("response", (response) => replies.push(response.text().catch(() => "")));
    await page.reload();
    await expect(tab.row("ci-build")).toContainText("Enabled");
    await expect(tab.row("ci-build")).toContainText("10 of 10");
    await expect(tab.row("ci-build")).toContainText("Never");
    const kept = (await browserState(page)) + (await Promise.all(replies)).join() + addresses.join();
    expect(kept).not.toContain(secrets[0]);
  });

  await test.step("refresh generates another secret", async () => {
    await tab.select("ci-build");
    await tab.act("Refresh secret");
    await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
    const secret = await tab.shownSecret();
    expect(secret).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(secret).not.toBe(secrets[0]);
    const { json } = await tab.exported();
    expect(json).toMatchObject({ name: loginName, secret });
    await tab.dialog.getByRole("button", { name: "Done" }).click();
  });

  await test.step("setting a secret manually shows the unmet rule, and accepts one that meets all", async () => {
    await tab.actOn("ci-build", "Refresh secret");
    await tab.dialog.getByRole("switch", { name: "Specify the secret manually" }).click();
    const secret = tab.dialog.getByLabel(/^New secret/);
    const confirmation = tab.dialog.getByLabel(/^Confirm secret/);
    for (const broken of [
      "Sh0rt",
      "nouppercase1",
      "NOLOWERCASE1",
      "NoDigitsHere",
      "With space1A",
      "Ünicode1Abcd",
      "TooLongForTheLimit123",
    ]) {
      await secret.fill(broken);
      await confirmation.fill(broken);
      await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
      await expect(secret).toHaveAttribute("aria-invalid", "true");
      await expect(tab.dialog.getByText("You won’t see this secret again.")).toBeHidden();
    }
    await secret.fill("ByHand4Purser");
    await confirmation.fill("ByHand4Purse");
    await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
    await expect(confirmation).toHaveAttribute("aria-invalid", "true");
    await confirmation.fill("ByHand4Purser");
    await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
    expect(await tab.shownSecret()).toBe("ByHand4Purser");
    await tab.dialog.getByRole("button", { name: "Copy Log in now, Docker" }).click();
    await tab.dialog.getByRole("button", { name: "Done" }).click();
  });

  await test.step("disable and enable ask first and show the state", async () => {
    await tab.actOn("ci-build", "Disable");
    await expect(tab.confirmation).toContainText("Tokens already issued expire within 5 minutes");
    await tab.confirmation.getByRole("button", { name: "Disable" }).click();
    await expect(tab.row("ci-build")).toContainText("Disabled");
    await tab.actOn("ci-build", "Enable");
    await tab.confirmation.getByRole("button", { name: "Enable" }).click();
    await expect(tab.row("ci-build")).toContainText("Enabled");
  });

  await test.step("edit changes permissions, description and expiry, not the name", async () => {
    await tab.actOn("ci-build", "Edit");
    await expect(tab.nameField).not.toBeEditable();
    await tab.dialog.getByLabel("Description").fill("Builds <b>main</b> 🎉");
    await tab.dialog.getByRole("checkbox", { name: "All permissions" }).click();
    await tab.dialog.getByRole("checkbox", { name: "Pull artifacts" }).check();
    await tab.dialog.getByRole("radio", { name: "Never" }).click();
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await expect(tab.dialog).toBeHidden();
    await expect(tab.row("ci-build")).toContainText("1 of 10");
    await expect(tab.row("ci-build")).toContainText("Builds <b>main</b> 🎉");
    await page.reload();
    await tab
      .row("ci-build")
      .getByRole("button", { name: /1 of 10 permissions/ })
      .click();
    await expect(page.getByRole("dialog").getByText("Pull artifacts")).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("delete two at once asks for the project's name and removes both", async () => {
    await tab.create("second");
    await tab.dialog.getByRole("button", { name: "Copy secret" }).click();
    await tab.dialog.getByRole("button", { name: "Done" }).click();
    await tab.select("ci-build", "second");
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    for (const item of ["Refresh secret", "Enable or disable", "Edit"]) {
      const menuItem = page.getByRole("menuitem", { name: item });
      await expect(menuItem).toHaveAttribute("aria-disabled", "true");
      await expect(menuItem).toContainText("Select only one robot account");
    }
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await expect(tab.confirmation).toContainText("ci-build");
    await expect(tab.confirmation).toContainText("second");
    const confirm = tab.confirmation.getByRole("button", { name: "Delete" });
    await expect(confirm).toBeDisabled();
    await tab.confirmation.getByRole("textbox").fill(project.name);
    await confirm.click();
    await expect(page.getByRole("button", { name: "New Robot Account" })).toBeVisible();
    await expect(tab.row("ci-build")).toBeHidden();
    await expect(tab.row("second")).toBeHidden();
  });
});

test("leaving an unsaved secret asks for confirmation once, whichever way you leave", async ({
  pageOf,
  admin,
  project,
}) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  const secret = await tab.create("kept");
  for (const leave of [
    () => page.keyboard.press("Escape"),
    () => tab.dialog.getByRole("button", { name: "Done" }).click(),
    () => page.mouse.click(5, 5),
  ]) {
    await leave();
    await expect(tab.confirmation).toBeVisible();
    await tab.confirmation.getByRole("button", { name: "Go back" }).click();
    await expect(tab.confirmation).toBeHidden();
    await expect(tab.dialog.getByText(secret, { exact: true })).toBeVisible();
  }
  await page.keyboard.press("Escape");
  await tab.confirmation.getByRole("button", { name: "Close without saving" }).click();
  await expect(tab.dialog).toBeHidden();
  expect(await browserState(page)).not.toContain(secret);
});

test("a name in use is reported before Save, and an invalid name at the field", async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "taken" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  const name = tab.nameField;
  await name.fill("taken");
  await expect(tab.dialog.getByText(`robot_${project.name}+taken already exists`)).toBeVisible();
  for (const bad of ["Upper", "a--b", "é", "a b", "<script>"]) {
    await name.fill(bad);
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await expect(name).toHaveAttribute("aria-invalid", "true");
  }
  await tab.dialog.getByLabel("Days until it expires").fill("0");
  await tab.dialog.getByRole("checkbox", { name: "All permissions" }).click();
  await name.fill("fine");
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await expect(tab.dialog.getByText("At least 1 day")).toBeVisible();
  await expect(tab.dialog.getByText("Choose at least one permission")).toBeVisible();
});

test("a double click on Save creates one robot", async ({ pageOf, admin, project }) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await tab.nameField.fill("once");
  await tab.dialog.getByRole("button", { name: "Save" }).dblclick();
  expect(await tab.shownSecret()).toMatch(/^[A-Za-z0-9]{32}$/);
  await tab.exported();
  await tab.dialog.getByRole("button", { name: "Done" }).click();
  await expect.poll(() => tab.names()).toEqual(["once"]);
});

test("two admins editing one robot: the second sees the conflict and keeps what they typed", async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "shared" });
  const [first, second] = await Promise.all([pageOf(admin), pageOf(admin)]);
  const [mine, theirs] = [new RobotsTab(first, project), new RobotsTab(second, project)];
  for (const tab of [mine, theirs]) {
    await tab.open();
    await tab.actOn("shared", "Edit");
  }
  await mine.dialog.getByLabel("Description").fill("first");
  await mine.dialog.getByRole("button", { name: "Save" }).click();
  await expect(mine.dialog).toBeHidden();
  await theirs.dialog.getByLabel("Description").fill("second");
  await theirs.dialog.getByRole("button", { name: "Save" }).click();
  await expect(theirs.dialog.getByText(`${admin.username} changed this robot on`)).toBeVisible();
  await expect(theirs.dialog.getByLabel("Description")).toHaveValue("second");
  await theirs.dialog.getByRole("button", { name: "Load the latest version" }).click();
  await expect(theirs.dialog.getByLabel("Description")).toHaveValue("first");
  await theirs.dialog.getByLabel("Description").fill("third");
  await theirs.dialog.getByRole("button", { name: "Save" }).click();
  await expect(theirs.row("shared")).toContainText("third");
});

test("a lost connection on Save loses no input and says what to do", async ({ pageOf, admin, project }) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await tab.nameField.fill("patient");
  await tab.dialog.getByLabel("Description").fill("typed with care");
  await page.context().setOffline(true);
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await expect(tab.dialog.getByText("We couldn’t reach the server")).toBeVisible();
  await page.context().setOffline(false);
  await expect(tab.dialog.getByLabel("Description")).toHaveValue("typed with care");
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  expect(await tab.shownSecret()).toMatch(/^[A-Za-z0-9]{32}$/);
});
