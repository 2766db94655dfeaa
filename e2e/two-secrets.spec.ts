import { makeRobot } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";
import { startServer } from "./server";

type Login = { loginName: string; secret: string };

async function logIn(url: string | undefined, robot: Login, address = "") {
  const credentials = Buffer.from(`${robot.loginName}:${robot.secret}`).toString("base64");
  const headers = { Authorization: `Basic ${credentials}`, ...(address && { "X-Forwarded-For": address }) };
  const reply = await fetch(`${url}/service/token?service=registry`, { headers });
  const body = (await reply.json()) as { errors?: { message: string }[] };
  return { status: reply.status, message: body.errors?.[0]?.message ?? "" };
}

/** Another instance on the same database, behind a proxy. */
const secondInstance = () =>
  startServer({
    DATABASE_URL: process.env.DATABASE_URL ?? "",
    AUTH_SECRET: process.env.AUTH_SECRET ?? "",
    TRUST_PROXY: "true",
  });

test("a refresh with a day of grace: both secrets work, and ending the old one names who uses it", async ({
  pageOf,
  admin,
  project,
  baseURL,
}) => {
  const old = await makeRobot({
    ...{ project, name: "deploy", createdAt: new Date(Date.now() - 86_400_000) },
    ...{ lastUsedAt: new Date(), lastUsedAddress: "203.0.113.5" },
  });
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  const current = { ...old };

  await test.step("one question more: a day is preselected, because the robot was used today", async () => {
    await tab.actOn("deploy", "Refresh secret");
    const choices = tab.dialog.getByRole("radiogroup", { name: "How long does the old secret keep working?" });
    await expect(choices.getByRole("radio", { name: "1 day" })).toBeChecked();
    await expect(choices.getByRole("radio")).toHaveCount(5);
    await expectAccessible(page, "[role=dialog][data-modal]");
    await tab.dialog.getByRole("radio", { name: /^Renew for 30 days/ }).check();
    await expect(tab.dialog.getByText(/^It expires on /)).toBeVisible();
    await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
    current.secret = await tab.shownSecret();
    await expect(tab.dialog.getByText(/^The old secret works until /)).toBeVisible();
    await tab.dialog.getByRole("button", { name: "Copy secret" }).click();
    await tab.dialog.getByRole("button", { name: "Done" }).click();
  });

  await test.step("both log in, and the row, the filter and the page say so", async () => {
    expect([(await logIn(baseURL, old)).status, (await logIn(baseURL, current)).status]).toEqual([200, 200]);
    await expect(tab.row("deploy")).toContainText(/2 secrets until \d+ [A-Z][a-z]{2}/);
    await makeRobot({ project, name: "other" });
    await tab.open("?status=two-secrets");
    await expect(tab.row("deploy")).toBeVisible();
    await expect(tab.row("other")).toBeHidden();
  });

  await test.step("the old one is used from another address", async () => {
    const second = await secondInstance();
    expect((await logIn(second.url, old, "198.51.100.7")).status).toBe(200);
    // Stopping writes what it knows.
    await second.stop();
    await tab.row("deploy").getByRole("link").click();
    const card = page.getByRole("region", { name: "Old secret" });
    await expect(card).toContainText("from 198.51.100.7");
    await expectAccessible(page, "main");
  });

  await test.step("its end can be changed", async () => {
    await page.getByRole("button", { name: "Change when it ends" }).click();
    const dialog = page.locator('[role="dialog"][data-modal]');
    await dialog.getByLabel("Ends on").fill("2020-01-01T00:00");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByText("Choose a time in the future.")).toBeVisible();
    const inTwoDays = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
    await dialog.getByLabel("Ends on").fill(inTwoDays);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole("listitem").filter({ hasText: "Changed when the old secret ends" })).toBeVisible();
  });

  await test.step("End now names the address; then its holder reads when it was replaced", async () => {
    await page.getByRole("button", { name: "End the old secret now" }).click();
    const confirmation = page.getByRole("alertdialog");
    await expect(confirmation).toContainText("198.51.100.7");
    await confirmation.getByRole("button", { name: "End old secret" }).click();
    await expect(confirmation).toBeHidden();
    await expect(page.getByRole("region", { name: "Old secret" })).toBeHidden();
    const today = new Date().toISOString().slice(0, 10);
    expect(await logIn(baseURL, old)).toEqual({ status: 401, message: `this secret was replaced on ${today}` });
    expect((await logIn(baseURL, current)).status).toBe(200);
    await expect(page.getByRole("listitem").filter({ hasText: "Ended the old secret" })).toBeVisible();
  });
});

test("a secret reported as leaked stops on every instance, and the tab marks the robot", async ({
  pageOf,
  admin,
  project,
  baseURL,
}) => {
  const robot = await makeRobot({ project, name: "leaky" });
  const second = await secondInstance();
  expect((await logIn(second.url, robot)).status).toBe(200);
  const body = JSON.stringify({ credentials: ["nothing", robot.secret] });
  expect((await fetch(`${baseURL}/service/leaked`, { method: "POST", body })).status).toBe(202);
  for (const url of [baseURL, second.url]) {
    const { status, message } = await logIn(url, robot);
    expect([status, message]).toEqual([401, expect.stringMatching(/^this secret was reported as leaked on /)]);
  }
  await second.stop();
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await expect(tab.row("leaky")).toContainText("Secret leaked");
  await tab.actOn("leaky", "Refresh secret");
  await expect(tab.dialog).toContainText("The current secret was reported as leaked and no longer works.");
  await expect(tab.dialog.getByRole("radio", { name: "1 day" })).toBeHidden();
  await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
  expect((await logIn(baseURL, { ...robot, secret: await tab.shownSecret() })).status).toBe(200);
});
