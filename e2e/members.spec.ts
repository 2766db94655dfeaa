import { makeProject, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";

const openDialog = '[role="dialog"][data-modal]';

test("an admin finds a person by part of their name and adds them by keyboard alone", async ({
  openAs,
  admin,
  viewer,
  project,
}) => {
  const stem = `find-${Date.now().toString(36)}`;
  const newcomer = await makeUser({ username: `${stem}-new`, name: "Zoë Quist" });
  await makeUser({ username: `${stem}-gone`, disabled: true });
  const page = await openAs(admin);
  await page.goto(`/projects/${project.name}/members`);
  await page.getByRole("button", { name: "Add member" }).click();
  const dialog = page.locator(openDialog);
  const field = dialog.getByRole("combobox", { name: "Username" });
  const people = page.getByRole("option");

  await field.pressSequentially(viewer.username);
  await expect(people.filter({ hasText: "Already a member" })).toHaveAttribute("aria-disabled", "true");
  await field.fill("nobody-like-this");
  await expect(page.getByText("No one has “nobody-like-this” in their username or name.")).toBeVisible();
  await field.fill(stem);
  await expect(people).toHaveText([/^find-.*-new.*Zoë Quist$/]);
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(field).toHaveValue(newcomer.username);
  await expect(people).toHaveCount(0);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row").filter({ hasText: newcomer.username })).toContainText("Viewer");
  await expect(dialog).toBeHidden();
});

test("only the project’s admins can look up people: not viewers, outsiders, other admins or visitors", async ({
  openAs,
  admin,
  viewer,
  outsider,
  project,
  request,
}) => {
  const elsewhere = await makeUser();
  await makeProject({ admins: [elsewhere] });
  const address = `/projects/${project.name}/members/people?q=${admin.username}`;
  for (const [person, status] of [
    [viewer, 403],
    [outsider, 404],
    [elsewhere, 404],
  ] as const) {
    const answer = await (await openAs(person)).request.get(address);
    expect(answer.status(), person.name).toBe(status);
    expect(await answer.text()).not.toContain(admin.name);
  }
  expect((await request.get(address)).status()).toBe(401);
  const allowed = await (await openAs(admin)).request.get(address);
  expect(await allowed.json()).toEqual({
    ok: true,
    data: [{ username: admin.username, name: admin.name, isMember: true }],
  });
  expect(allowed.headers()["cache-control"]).toContain("no-store");
});

test("the last admin of a project is warned before they remove themselves, and must confirm twice", async ({
  openAs,
  admin,
  project,
}) => {
  const page = await openAs(admin);
  await page.goto(`/projects/${project.name}/members`);
  await page.getByRole("button", { name: `Actions for ${admin.username}` }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const confirmation = page.getByRole("alertdialog");
  await confirmation.getByRole("button", { name: "Remove member", exact: true }).click();
  await expect(confirmation.getByRole("alert")).toContainText("would have no admin left");
  await confirmation.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("row").filter({ hasText: admin.username })).toContainText("Admin");

  await page.getByRole("button", { name: `Actions for ${admin.username}` }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await confirmation.getByRole("button", { name: "Remove member", exact: true }).click();
  await confirmation.getByRole("button", { name: "Remove anyway" }).click();
  await expect(page).toHaveURL(/\/projects$/);
  expect((await page.request.get(`/projects/${project.name}/members`)).status()).toBe(404);
});

test("members and people are searched, filtered and paged on the server, and the address keeps the choice", async ({
  openAs,
}) => {
  const stem = `crowd-${Date.now().toString(36)}`;
  const crowd = [];
  for (let index = 0; index < 17; index++) crowd.push(await makeUser({ username: `${stem}-${index + 10}` }));
  const disabled = await makeUser({ username: `${stem}-off`, disabled: true });
  const project = await makeProject({ admins: crowd.slice(0, 2), viewers: crowd.slice(2) });
  const page = await openAs(await makeUser({ isAdmin: true }));
  const rows = page.getByRole("row").filter({ hasText: stem });
  const filter = async (label: string, choice: string) => {
    await page.getByRole("button", { name: `${label}:` }).click();
    await page.getByRole("menuitemradio", { name: choice }).click();
  };

  await page.goto(`/projects/${project.name}/members`);
  await expect(page.getByText("1–15 of 17")).toBeVisible();
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=2/);
  await expect(rows).toHaveCount(2);
  await filter("Role", "Admins");
  await expect(page).toHaveURL(/members\?role=admin$/);
  await expect(rows).toHaveCount(2);
  await page.getByRole("searchbox", { name: "Search members" }).fill("nobody");
  await expect(page.getByText("No members match")).toBeVisible();
  await page.getByRole("link", { name: "Clear search and filters" }).click();
  await expect(rows).toHaveCount(15);

  await page.goto(`/settings/people?q=${stem}`);
  await expect(page.getByText("1–15 of 18")).toBeVisible();
  await filter("Status", "Disabled");
  await expect(page).toHaveURL(/state=disabled/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText(disabled.username);
  await filter("Role", "System admins");
  await expect(page.getByText("No people match")).toBeVisible();
  await page.goto(`/settings/people?q=${stem}&role=root&state=x&page=99&size=7`);
  await expect(page.getByText("16–18 of 18")).toBeVisible();
});
