import { makeRobot, makeUser } from "../testing/builders";
import { expect, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";
import { startServer } from "./server";

test("saving without a permission shows, focuses and names what is missing on a laptop’s screen", {
  tag: "@look",
}, async ({ pageOf, admin, project }) => {
  const page = await pageOf(admin);
  await page.setViewportSize({ width: 1280, height: 768 });
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await tab.nameField.fill("no-rights");
  const all = tab.dialog.getByRole("checkbox", { name: "All permissions" });
  await all.click();
  await tab.nameField.focus();
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await expect(all).toBeFocused();
  await expect(all).toBeInViewport();
  const message = "Choose at least one permission.";
  await expect(tab.dialog.getByText(message, { exact: true })).toBeInViewport();
  await expect(tab.dialog.getByText(`Not saved. ${message}`)).toBeInViewport();
  await all.click();
  await expect(tab.dialog.getByText(/^Not saved/)).toBeHidden();
  await tab.nameField.fill("Bad Name");
  await tab.dialog.getByLabel("Days until it expires").fill("0");
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await expect(tab.nameField).toBeFocused();
  await expect(tab.dialog.getByText("Not saved. Correct the 2 marked fields above.")).toBeInViewport();
});

test("a name that isn’t available isn’t called available, and no days preview no expiry", async ({
  pageOf,
  admin,
  project,
}) => {
  await makeRobot({ project, name: "forever", expiresAt: -1 });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await tab.nameField.fill("fine");
  await expect(tab.dialog.getByText("available")).toBeVisible();
  await tab.nameField.fill("a".repeat(300));
  await expect(tab.dialog.getByText("available")).toBeHidden();
  await tab.nameField.fill("fine");
  await tab.nameField.blur();
  await expect(tab.dialog.getByText("available")).toBeVisible();
  const days = tab.dialog.getByLabel("Days until it expires");
  for (const wrong of ["0", "1.5", "many", ""]) {
    await days.fill(wrong);
    await expect(tab.dialog.getByText(/^It expire/)).toBeHidden();
    if (wrong) await expect(days).toHaveAttribute("aria-invalid", "true");
  }
  await days.fill("7");
  await expect(tab.dialog.getByText(/^It expires on/)).toBeVisible();
  await expect(days).not.toHaveAttribute("aria-invalid");
  await page.keyboard.press("Escape");
  await tab.confirmation.getByRole("button", { name: "Discard changes" }).click();
  await tab.actOn("forever", "Edit");
  const choices = tab.dialog.getByRole("radiogroup", { name: "Expiration" }).getByRole("radio");
  await expect(choices).toHaveCount(2);
  await expect(tab.dialog.getByText(/never/i)).toHaveCount(2);
});

test("two fields that must match are never both right and wrong", async ({ pageOf, admin, project }) => {
  await makeRobot({ project, name: "ci" });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.actOn("ci", "Refresh secret");
  await tab.dialog.getByRole("switch", { name: /Specify the secret manually/ }).click();
  const [secret, confirmation] = [
    tab.dialog.getByLabel("New secret", { exact: true }),
    tab.dialog.getByLabel("Confirm secret", { exact: true }),
  ];
  const differ = tab.dialog.getByText("The secrets don’t match.");
  const match = tab.dialog.getByRole("listitem").filter({ hasText: "both fields match" });
  await secret.fill("Abcdefgh1");
  await secret.press("Tab");
  await confirmation.focus();
  await expect(differ).toBeHidden();
  await confirmation.fill("Abcdefgh2");
  await confirmation.blur();
  await expect(differ).toBeVisible();
  await expect(match).toContainText("(not met yet)");
  await secret.fill("Abcdefgh2");
  await expect(match).toContainText("(met)");
  await expect(differ).toBeHidden();

  await page.goto("/account");
  const [password, repeat] = [
    page.getByLabel("New password", { exact: true }),
    page.getByLabel("Confirm new password", { exact: true }),
  ];
  await password.fill("Another-password2");
  await repeat.fill("Another-password3");
  await repeat.blur();
  await expect(page.getByText("The passwords don’t match.")).toBeVisible();
  await password.fill("Another-password3");
  await expect(page.getByText("The passwords don’t match.")).toBeHidden();
});

test("forms keep everything typed, passwords included, when another field is wrong", async ({ pageOf }) => {
  const boss = await makeUser({ isAdmin: true });
  const page = await pageOf(boss);
  await page.goto("/settings/people");
  await page.getByRole("button", { name: "New person" }).click();
  const dialog = page.getByRole("dialog", { name: "New person" });
  await dialog.getByLabel("Username").fill(boss.username);
  await dialog.getByLabel("Email").fill("not-an-address");
  await dialog.getByLabel(/^Password/).fill("Quite-long-pass1");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(dialog.getByLabel("Email")).toBeFocused();
  await dialog.getByLabel("Email").fill("");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(dialog.getByLabel("Username")).toBeFocused();
  await expect(dialog.getByLabel("Username")).toHaveAttribute("aria-invalid", "true");
  await expect(dialog.getByLabel(/^Password/)).toHaveValue("Quite-long-pass1");

  await page.goto("/account");
  await page.getByLabel("Current password", { exact: true }).fill("Wrong-password1");
  await page.getByLabel("New password", { exact: true }).fill("Another-password2");
  await page.getByLabel("Confirm new password", { exact: true }).fill("Another-password2");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByLabel("Current password", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("New password", { exact: true })).toHaveValue("Another-password2");
});

test("sign-in keeps the password when the username is missing or wrong", async ({ page, admin }) => {
  await page.goto("/login");
  const [username, password] = [page.getByLabel("Username"), page.getByLabel("Password", { exact: true })];
  await password.fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(username).toBeFocused();
  await expect(username).toHaveAttribute("aria-invalid", "true");
  await expect(password).toHaveValue(admin.password);
  await username.fill("nobody-at-all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Wrong username or password.")).toBeVisible();
  await expect(password).toHaveValue(admin.password);
  await username.fill(admin.username);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/projects$/);
});

test("set-up keeps both passwords when the code or the username is wrong", async ({ page }) => {
  const server = await startServer();
  try {
    await page.goto(`${server.url}/setup`);
    const field = (name: string) => page.getByLabel(name, { exact: true });
    await field("One-time code").fill("wrong-code");
    await field("Username").fill("not a username");
    await field("Password").fill("Quite-long-pass1");
    await field("Confirm password").fill("Quite-long-pass1");
    for (const [fixed, value] of [
      ["Username", "root"],
      ["One-time code", ""],
    ] as const) {
      await page.getByRole("button", { name: "Create administrator" }).click();
      await expect(field(fixed)).toBeFocused();
      await expect(field(fixed)).toHaveAttribute("aria-invalid", "true");
      await expect(field("Password")).toHaveValue("Quite-long-pass1");
      await expect(field("Confirm password")).toHaveValue("Quite-long-pass1");
      await field(fixed).fill(value);
    }
    expect(await page.content()).not.toContain("Quite-long-pass1");
  } finally {
    await server.stop();
  }
});

test("settings focus the number to correct", async ({ pageOf }) => {
  const page = await pageOf(await makeUser({ isAdmin: true }));
  await page.goto("/settings/retention");
  await page.getByRole("radio").last().click();
  const days = page.getByLabel("Days", { exact: true });
  await days.fill("0");
  await page.getByRole("button", { name: "Save retention" }).click();
  await expect(days).toBeFocused();
  await expect(days).toHaveAttribute("aria-invalid", "true");
});
