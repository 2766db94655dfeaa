import { readFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";

/** Page object for Settings → Connect a registry. */
export class ConnectPage {
  constructor(readonly page: Page) {}

  async open(): Promise<this> {
    await this.page.goto("/settings/registry");
    await expect(this.page.getByRole("heading", { level: 1, name: "Connect a registry" })).toBeVisible();
    return this;
  }

  get address(): Locator {
    return this.page.getByLabel("Registry address");
  }

  get confirmation(): Locator {
    return this.page.getByRole("alertdialog");
  }

  /** Starts a check and waits for its result. */
  async check(address: string): Promise<void> {
    const answered = this.page.waitForResponse((response) => response.request().method() === "POST");
    await this.address.fill(address);
    await this.page.getByRole("button", { name: "Check registry", exact: true }).click();
    await answered;
  }

  /** The configuration on a tab, read with its copy button. */
  async copied(tab: string, what: string): Promise<string> {
    await this.page.getByRole("tab", { name: tab }).click();
    await this.page.getByRole("button", { name: `Copy ${what}, ${tab}` }).click();
    await expect(this.page.getByText(`Copied ${what}, ${tab}`)).toBeAttached();
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /** Downloads a file. @returns its name and text */
  async downloaded(name: string): Promise<{ name: string; text: string }> {
    const started = this.page.waitForEvent("download");
    await this.page.getByRole("link", { name: `Download ${name}` }).click();
    const download = await started;
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  }

  /** The ids of the keys in one state, read from the table. */
  async keys(state: "In use" | "Next" | "Retired"): Promise<string[]> {
    const rows = this.page.getByRole("table", { name: "Signing keys" }).getByRole("row").filter({ hasText: state });
    return (await rows.allTextContents()).flatMap((text) => /(?:[A-Z2-7]{4}:){11}[A-Z2-7]{4}/.exec(text)?.[0] ?? []);
  }

  async announce(): Promise<void> {
    await this.page.getByRole("button", { name: "Announce next key" }).click();
    await expect(this.page.getByRole("button", { name: "Switch to the next key" })).toBeVisible();
  }

  async switchKey(): Promise<void> {
    await this.page.getByRole("button", { name: "Switch to the next key" }).click();
    await this.confirmation.getByRole("button", { name: "Switch" }).click();
    await expect(this.confirmation).toBeHidden();
    await expect(this.page.getByRole("button", { name: "Announce next key" })).toBeVisible();
  }
}
