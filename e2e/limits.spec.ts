import type { Page } from "@playwright/test";
import { makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";

const dialogOf = (page: Page) => page.locator('[role="dialog"][data-modal]');
const addresses = (page: Page) => dialogOf(page).getByRole("textbox", { name: "Only from these addresses" });
const patterns = (page: Page) => dialogOf(page).getByRole("textbox", { name: "Only these repositories" });

async function save(page: Page): Promise<void> {
  await dialogOf(page).getByRole("button", { name: "Save" }).click();
  await expect(dialogOf(page)).toBeHidden();
}

test("a robot is limited to addresses and repositories, sees it on its page, and is opened up again", async ({
  pageOf,
  admin,
  project,
}) => {
  const used = { lastUsedAt: new Date(), lastUsedAddress: "198.51.100.9" };
  const robot = await makeRobot({ project, name: "ci", ...used });
  const page = await pageOf(admin);
  await page.goto(`/projects/${project.name}/robots/${robot.id}`);
  const dialog = dialogOf(page);

  await page.getByRole("button", { name: "Edit" }).click();
  await addresses(page).fill("203.0.113.7/24 Office");
  await expect(dialog.getByText("203.0.113.7/24 becomes 203.0.113.0/24")).toBeVisible();
  await expect(dialog.getByText("This locks out 198.51.100.9")).toBeVisible();
  await dialog.getByLabel("Test an address").fill("203.0.113.200");
  await expect(dialog.getByText("203.0.113.200 would be let in.")).toBeVisible();
  await dialog.getByLabel("Test an address").fill("198.51.100.9");
  await expect(dialog.getByText("198.51.100.9 would not be let in.")).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add last used (198.51.100.9)" }).click();
  await expect(dialog.getByText("198.51.100.9 would be let in.")).toBeVisible();
  await expect(dialog.getByText("This locks out")).toBeHidden();
  await expect(dialog.getByRole("button", { name: /^Add mine \((127\.0\.0\.1|::1)\)$/ })).toBeVisible();

  await dialog.getByRole("radio", { name: "Only these" }).click();
  await patterns(page).fill(`te*m`);
  await expect(dialog.getByText('"*" stands alone or after the last "/"')).toBeVisible();
  await patterns(page).fill(`team/*\nteam/a\n${project.name}/site`);
  await expect(dialog.getByText("team/* lets in team/a, team/a/b; not team, teamx.")).toBeVisible();
  await expect(dialog.getByText("team/a is dropped because team/* already covers it.")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("are for the whole project and can’t be limited to repositories")).toBeVisible();
  await dialog.getByRole("button", { name: "Remove 3 permissions" }).click();
  await save(page);

  const facts = page.getByLabel("Facts", { exact: true });
  await expect(facts.getByText("203.0.113.0/24")).toBeVisible();
  await expect(facts.getByText("Office")).toBeVisible();
  await expect(page.getByText("Only in site, team/*")).toBeVisible();
  await expect(page.getByText("Works only from 203.0.113.0/24, 198.51.100.9.")).toBeVisible();
  await expectAccessible(page);

  await page.goto(`/projects/${project.name}/robots`);
  // Saving another change keeps them as they are.
  for (const description of ["The site’s pipeline", "The site’s and the team’s pipeline"]) {
    await page.getByRole("button", { name: "Actions for", exact: false }).first().click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await expect(addresses(page)).toHaveValue("203.0.113.0/24 Office\n198.51.100.9 Last used");
    await expect(patterns(page)).toHaveValue("site\nteam/*");
    await dialog.getByLabel("Description").fill(description);
    await save(page);
    await expect(page.getByRole("button", { name: description, exact: true })).toBeVisible();
  }
  await page.getByRole("button", { name: "Actions for", exact: false }).first().click();
  await page.getByRole("menuitem", { name: "Edit" }).click();
  await addresses(page).fill("0.0.0.0/0");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(
    dialog.getByText("“0.0.0.0/0” is every address. Leave the list empty for anywhere.", { exact: true }),
  ).toBeVisible();
  await addresses(page).fill("");
  await dialog.getByRole("radio", { name: "All repositories" }).click();
  await save(page);
  await page.goto(`/projects/${project.name}/robots/${robot.id}`);
  await expect(facts.getByText("Anywhere")).toBeVisible();
  await expect(page.getByText("Only in site")).toBeHidden();
});

test("Connect a registry shows how the reader’s address was found, and warns if it can’t be a client’s", async ({
  pageOf,
  project,
}) => {
  await makeRobot({ project, allowedAddresses: ["203.0.113.0/24"] });
  const page = await pageOf(await makeUser({ isAdmin: true }));
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": "6.6.6.6" });
  await page.goto("/settings/registry");
  const card = page.getByLabel("Your address", { exact: true });
  await expect(card.getByText(/^(127\.0\.0\.1|::1)$/).first()).toBeVisible();
  await expect(card.getByText("1 more address in X-Forwarded-For, which anyone could have sent")).toBeVisible();
  await expect(card.getByText("Purser sees a private address")).toBeVisible();
  expect(await page.content()).not.toContain("6.6.6.6");
});
