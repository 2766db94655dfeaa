import { chromium, expect, type Page } from "@playwright/test";
import type { makeUser } from "../../../testing/builders";
import { findChromium } from "../../chromium";
import { signIn } from "../../fixtures";
import { RobotsTab } from "../../pages/robots-tab";
import type { Credentials } from "../token-client";

type Person = Awaited<ReturnType<typeof makeUser>>;
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];
/** A busy machine is slow to show a page. */
const PATIENCE_MS = 30_000;

/** Opens the console in its own browser and signs in. */
export async function openConsole(
  server: { url: string },
  person: Person,
): Promise<{ page: Page; close: () => Promise<void> }> {
  const executablePath = findChromium();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: FLAGS });
  try {
    const context = await browser.newContext({ baseURL: server.url, locale: "en-GB" });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    await signIn(page, person);
    return { page, close: () => browser.close() };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Creates a robot on the Robot Accounts tab, with all permissions or the labeled ones. @returns the exported file */
export async function createRobotInBrowser(
  page: Page,
  project: { name: string },
  name: string,
  permissions?: string[],
): Promise<Credentials> {
  const tab = await new RobotsTab(page, project).open();
  await tab.newButton.click();
  await tab.nameField.fill(name);
  if (permissions) await tab.dialog.getByRole("checkbox", { name: "All permissions" }).click();
  for (const label of permissions ?? []) await tab.dialog.getByRole("checkbox", { name: label }).check();
  await tab.dialog.getByRole("button", { name: "Save" }).click();
  await expect(tab.dialog.getByText("You won’t see this secret again.")).toBeVisible({ timeout: PATIENCE_MS });
  const { json } = await tab.exported();
  await tab.dialog.getByRole("button", { name: "Done" }).click();
  await expect(tab.dialog).toBeHidden({ timeout: PATIENCE_MS });
  return { loginName: String(json.name), secret: String(json.secret) };
}
