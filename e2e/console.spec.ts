import { makeProject, makeUser } from "../testing/builders";
import { expect, expectAccessible, signIn, test } from "./fixtures";
import { startServer } from "./server";

test("a wrong password, an unknown name and a disabled person can't sign in; the correct password works", async ({
  page,
  admin,
}) => {
  const disabled = await makeUser({ disabled: true });
  for (const [username, password, message] of [
    [admin.username, "Wrong-password1", "Wrong username or password."],
    ["nobody-at-all", "Wrong-password1", "Wrong username or password."],
    [disabled.username, disabled.password, "This account is disabled."],
  ] as const) {
    await page.goto("/login");
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText(message)).toBeVisible();
    await expect(page.getByLabel("Username")).toHaveValue(username);
    expect(await page.content()).not.toContain(password);
  }
  await signIn(page, admin);
});

test("the eleventh failed attempt for one name is refused with the time to wait", async ({ page }) => {
  const victim = await makeUser();
  for (let attempt = 0; attempt < 11; attempt++) {
    await page.goto("/login");
    await page.getByLabel("Username").fill(victim.username);
    await page.getByLabel("Password", { exact: true }).fill("Wrong-password1");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByText(/Wrong username or password|Too many failed attempts/)).toBeVisible();
  }
  await expect(page.getByText(/Too many failed attempts\. Try again in 1[45] minutes/)).toBeVisible();
});

test("signing out ends the session on the server, so the old cookie is useless", async ({ openAs, admin }) => {
  const page = await openAs(admin);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.context().addCookies(cookies);
  await page.goto("/projects");
  await expect(page).toHaveURL(/\/login/);
});

test("a new password ends the person's other sessions and works from then on", async ({ pageOf, admin, page }) => {
  const [here, elsewhere] = [await pageOf(admin), await pageOf(admin)];
  await here.goto("/account");
  await here.getByLabel("Current password", { exact: true }).fill(admin.password);
  await here.getByLabel("New password", { exact: true }).fill("Another-password2");
  await here.getByLabel("Confirm new password", { exact: true }).fill("Another-password2");
  await here.getByRole("button", { name: "Change password" }).click();
  await expect(here.getByText(/password (is |has been |was )?changed/i).first()).toBeVisible();
  await elsewhere.goto("/projects");
  await expect(elsewhere).toHaveURL(/\/login/);
  await here.goto("/projects");
  await expect(here).toHaveURL(/\/projects$/);
  await signIn(page, { ...admin, password: "Another-password2" });
});

test("a system admin creates a project and a person, gives them a role, and disables them, which ends their session", async ({
  openAs,
  page,
}) => {
  const root = await openAs(await makeUser({ isAdmin: true }));
  const [name, username] = [`made-${Date.now().toString(36)}`, `newbie-${Date.now().toString(36)}`];

  await root.getByRole("button", { name: "New project" }).click();
  const dialog = root.locator('[role="dialog"][data-modal]');
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Create project" }).click();
  await expect(root.getByRole("heading", { level: 1, name })).toBeVisible();

  await root.goto("/settings/people");
  await root.getByRole("button", { name: "New person" }).click();
  await dialog.getByRole("textbox", { name: "Username" }).fill(username);
  await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("New Bie");
  await dialog.getByLabel(/^(Initial p|P)assword/).fill("Orchard-lamp-7");
  await dialog.getByRole("button", { name: "Create person" }).click();
  await expect(root.getByRole("row").filter({ hasText: username })).toBeVisible();

  await root.goto(`/projects/${name}/members`);
  await root.getByRole("button", { name: "Add member" }).click();
  await dialog.getByRole("combobox", { name: "Username" }).fill(username);
  await root.getByRole("option", { name: new RegExp(username) }).click();
  await dialog.getByRole("radio", { name: /^Viewer/ }).click();
  await dialog.getByRole("button", { name: /^Add/ }).click();
  await expect(root.getByRole("row").filter({ hasText: username })).toContainText("Viewer");

  const newbie = page;
  await signIn(newbie, { username, password: "Orchard-lamp-7" });
  await expect(newbie.getByText(name).first()).toBeVisible();
  await root.goto("/settings/people");
  await root.getByRole("button", { name: `Actions for ${username}` }).click();
  await root.getByRole("menuitem", { name: "Disable" }).click();
  await root.getByRole("alertdialog").getByRole("button", { name: "Disable" }).click();
  await expect(root.getByRole("row").filter({ hasText: username })).toContainText("Disabled");
  for (const path of ["/search?q=a", `/projects/${name}/members/people?q=a`])
    expect((await newbie.request.get(path)).status(), path).toBe(401);
  await newbie.goto("/projects");
  await expect(newbie).toHaveURL(/\/login/);
});

test("system admins' pages are 404 for everyone else", async ({ pageOf, admin }) => {
  const page = await pageOf(admin);
  for (const path of ["/settings/people", "/activity", "/settings/registry", "/settings/retention"]) {
    expect((await page.request.get(path)).status(), path).toBe(404);
  }
});

test("sign-in, projects, members, people and account have no WCAG 2.2 AA violation in light and dark", {
  tag: "@look",
}, async ({ pageOf, page, admin }) => {
  test.setTimeout(120_000);
  await page.goto("/login");
  await expectAccessible(page);
  const project = await makeProject({ admins: [admin] });
  const root = await pageOf(await makeUser({ isAdmin: true }));
  for (const path of [
    "/projects",
    `/projects/${project.name}/members`,
    "/settings/people",
    "/account",
    "/nothing-here",
  ]) {
    await root.goto(path);
    await expect(root.locator("main")).toBeVisible();
    await expectAccessible(root);
  }
});

test("a new instance is set up with the code from its log, once", async ({ browser }) => {
  const server = await startServer();
  try {
    const code = /one-time code: ([A-Z0-9-]+)/.exec(server.output())?.[1];
    expect(code).toBeTruthy();
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    const fill = async (given: string) => {
      await page.getByLabel(/^One-time code/).fill(given);
      await page.getByLabel(/^Username/).fill("first-admin");
      await page.getByLabel(/^Name/).fill("First Admin");
      await page.getByLabel(/^Password/).fill("Set-me-up-1");
      await page.getByLabel(/^Confirm password/).fill("Set-me-up-1");
      await page.getByRole("button", { name: "Create administrator" }).click();
    };
    await page.goto("/setup");
    await expectAccessible(page);
    await fill("AAAA-BBBB-CCCC-DDDD");
    await expect(page.getByText("That isn’t the code from the server log.")).toBeVisible();
    await fill(code ?? "");
    await expect(page).toHaveURL(/\/projects$/);
    await page.goto("/settings/people");
    await expect(page.getByRole("row").filter({ hasText: "first-admin" })).toContainText("System admin");
    const late = await (await browser.newContext({ baseURL: server.url })).newPage();
    await late.goto("/setup");
    await expect(late).toHaveURL(/\/login$/);
    expect(server.output()).not.toContain("Set-me-up-1");
  } finally {
    await server.stop();
  }
});
