import type { Page } from "@playwright/test";

/** People of the sample data, or no one. `fresh`: a new instance without people. */
export type Viewer = "ada" | "bruno" | "chidi" | "dana" | "nobody" | "fresh";

/** One screenshot. A new page or dialog is one line in `SCREENS`. */
export type Screen = { name: string; path: string; as?: Viewer; act?: (page: Page) => Promise<void> };

const press = (name: string | RegExp) => (page: Page) =>
  page
    .getByRole("button", { name, exact: typeof name === "string" })
    .first()
    .click();

const fromMenu = (menu: string | RegExp, item: string | RegExp) => async (page: Page) => {
  await press(menu)(page);
  await page.getByRole("menuitem", { name: item }).first().click();
};

const onRow = (item: string) => fromMenu(/^Actions for/, item);

const select = (count: number) => async (page: Page) => {
  for (let index = 0; index < count; index++)
    await page
      .getByRole("checkbox", { name: /^Select robot_/ })
      .nth(index)
      .check();
};

const inTurn =
  (...acts: ((page: Page) => Promise<void>)[]) =>
  async (page: Page) => {
    for (const act of acts) await act(page);
  };

const type = (label: string | RegExp, text: string) => (page: Page) => page.getByLabel(label).first().fill(text);

const hit = (key: string) => (page: Page) => page.keyboard.press(key);

const palette = (text: string) => async (page: Page) => {
  await press("Search and jump")(page);
  const field = page.getByRole("combobox", { name: /^Search projects/ });
  const answered = text ? page.waitForResponse(/\/search\?/) : null;
  await field.fill(text);
  await answered;
};

const openRobot = async (page: Page) => {
  await page
    .getByRole("link", { name: /^robot_/ })
    .first()
    .click();
  await page.getByRole("heading", { name: /^robot_/ }).waitFor();
};

const newRobot = async (page: Page) => {
  await press("New Robot Account")(page);
  await type(/^Name/, `shot-${Date.now().toString(36)}`)(page);
  await press("Save")(page);
  await page.getByText("You won’t see this secret again.").waitFor();
};

const switchKey = async (page: Page) => {
  const announce = page.getByRole("button", { name: "Announce next key" });
  if (await announce.isVisible()) await announce.click();
  await press("Switch to the next key")(page);
};

const purge = async (page: Page) => {
  await page.getByRole("radio", { name: "For a number of days" }).click();
  await page.getByLabel("Days", { exact: true }).fill("30");
  await press("Save retention")(page);
};

const storefront = "/projects/storefront/robots";
const members = "/projects/storefront/members";
const people = "/settings/people";

export const SCREENS: readonly Screen[] = [
  { name: "login", path: "/login", as: "nobody" },
  { name: "setup", path: "/setup", as: "fresh" },
  { name: "not-found", path: "/nothing-here" },
  { name: "projects", path: "/projects" },
  { name: "projects-none", path: "/projects", as: "dana" },
  { name: "projects-no-match", path: "/projects?q=zzz" },
  { name: "project-new", path: "/projects", act: press("New project") },
  { name: "project-delete", path: "/projects", act: onRow("Delete") },
  { name: "robots", path: storefront },
  { name: "robots-first-use", path: "/projects/sandbox/robots" },
  { name: "robots-no-match", path: `${storefront}?q=zzz` },
  { name: "robots-viewer", path: storefront, as: "chidi" },
  { name: "robots-actions", path: storefront, act: inTurn(select(2), press("Actions")) },
  { name: "robots-permissions", path: storefront, act: press(/^\d+ of 10/) },
  { name: "robot-new", path: storefront, act: press("New Robot Account") },
  { name: "robot-secret", path: "/projects/data-platform/robots", act: newRobot },
  { name: "robot-secret-leave", path: "/projects/data-platform/robots", act: inTurn(newRobot, hit("Escape")) },
  { name: "robot-edit", path: storefront, act: onRow("Edit") },
  { name: "robot-refresh", path: storefront, act: onRow("Refresh secret") },
  { name: "robot-toggle", path: storefront, act: onRow("Disable") },
  { name: "robot-delete", path: storefront, act: onRow("Delete") },
  { name: "robots-delete", path: storefront, act: inTurn(select(3), fromMenu("Actions", "Delete")) },
  { name: "robot", path: storefront, act: openRobot },
  { name: "robot-viewer", path: storefront, as: "chidi", act: openRobot },
  { name: "home", path: "/" },
  { name: "all-robots", path: "/robots" },
  { name: "system-robots", path: "/robots/system" },
  { name: "system-robot-new", path: "/robots/system", act: press(/^New .*robot/i) },
  { name: "system-robot-edit", path: "/robots/system", act: onRow("Edit") },
  { name: "system-robot", path: "/robots/system", act: openRobot },
  { name: "members", path: members },
  { name: "members-viewer", path: members, as: "chidi" },
  { name: "members-no-match", path: `${members}?q=zzz` },
  {
    name: "member-add",
    path: members,
    act: inTurn(press("Add member"), type(/^Username/, "a"), (page) => page.getByRole("option").first().waitFor()),
  },
  { name: "member-role", path: members, act: onRow("Change role") },
  {
    name: "member-remove",
    path: members,
    as: "bruno",
    act: inTurn(onRow("Remove"), press("Remove member"), (page) =>
      page.getByRole("alertdialog").getByRole("alert").waitFor(),
    ),
  },
  { name: "project-activity", path: "/projects/storefront/activity" },
  { name: "activity", path: "/activity" },
  { name: "activity-details", path: "/activity", act: press(/^(Show )?[Dd]etails/) },
  { name: "activity-no-match", path: "/activity?actor=zzz" },
  { name: "registry", path: "/settings/registry" },
  {
    name: "registry-check",
    path: "/settings/registry",
    act: inTurn(type("Registry address", "localhost:1"), press("Check registry")),
  },
  { name: "registry-switch-key", path: "/settings/registry", act: switchKey },
  { name: "people", path: people },
  { name: "people-no-match", path: `${people}?q=zzz` },
  { name: "person-new", path: people, act: press("New person") },
  { name: "person-password", path: people, act: fromMenu("Actions for bruno", "Reset password") },
  { name: "person-admin", path: people, act: fromMenu("Actions for bruno", "Make system admin") },
  { name: "person-disable", path: people, act: fromMenu("Actions for bruno", "Disable") },
  { name: "policies", path: "/settings/policies" },
  { name: "project-policy", path: "/projects/storefront/settings" },
  { name: "project-policy-viewer", path: "/projects/storefront/settings", as: "chidi" },
  { name: "retention", path: "/settings/retention" },
  { name: "retention-purge", path: "/settings/retention", act: purge },
  { name: "account", path: "/account" },
  { name: "api-docs", path: "/api/docs" },
  { name: "theme-menu", path: "/projects", act: press("Theme") },
  { name: "user-menu", path: "/projects", act: press(/^Account of/) },
  { name: "palette", path: storefront, act: palette("") },
  { name: "palette-results", path: storefront, act: palette("store") },
  { name: "palette-nothing", path: storefront, act: palette("zzz") },
  { name: "shortcuts", path: storefront, act: hit("?") },
];
