import { expect, type Locator, type Page } from "@playwright/test";

/** Page object for the Robot Accounts tab; finds elements by role and name. */
export class RobotsTab {
  constructor(
    readonly page: Page,
    readonly project: { name: string },
  ) {}

  async open(query = ""): Promise<this> {
    await this.page.goto(`/projects/${this.project.name}/robots${query}`);
    return this;
  }

  get newButton(): Locator {
    return this.page.getByRole("button", { name: "New Robot Account" });
  }

  /** The open dialog; toasts and popovers share the role. */
  get dialog(): Locator {
    return this.page.locator('[role="dialog"][data-modal]');
  }

  get nameField(): Locator {
    return this.dialog.getByRole("textbox", { name: "Name", exact: true });
  }

  get confirmation(): Locator {
    return this.page.getByRole("alertdialog");
  }

  row(name: string): Locator {
    return this.page.getByRole("row").filter({ hasText: `robot_${this.project.name}+${name}` });
  }

  /** The names in the table, top to bottom. */
  async names(): Promise<string[]> {
    const prefix = `robot_${this.project.name}+`;
    const texts = await this.page.getByRole("row").getByRole("link").filter({ hasText: prefix }).allTextContents();
    return texts.map((text) => text.replace(prefix, ""));
  }

  async select(...names: string[]): Promise<void> {
    for (const name of names) await this.row(name).getByRole("checkbox").check();
  }

  /** Chooses an item of the Actions menu for the selected rows. */
  async act(item: string): Promise<void> {
    await this.page.getByRole("button", { name: "Actions", exact: true }).click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** Chooses an item of a row's menu. */
  async actOn(name: string, item: string): Promise<void> {
    await this.row(name)
      .getByRole("button", { name: /^Actions for/ })
      .click();
    await this.page.getByRole("menuitem", { name: item }).click();
  }

  /** The secret in the open dialog. */
  async shownSecret(): Promise<string> {
    await expect(this.dialog.getByText("You won’t see this secret again.")).toBeVisible();
    return (await this.dialog.locator("code").nth(1).textContent()) ?? "";
  }

  /** Creates a robot with the dialog's defaults. @returns its secret */
  async create(name: string): Promise<string> {
    await this.newButton.click();
    await this.nameField.fill(name);
    await this.dialog.getByRole("button", { name: "Save" }).click();
    return this.shownSecret();
  }

  /** Exports from the secret dialog. @returns the file's contents */
  async exported(): Promise<{ fileName: string; json: Record<string, unknown> }> {
    const download = this.page.waitForEvent("download");
    await this.dialog.getByRole("button", { name: "Export to file" }).click();
    const file = await download;
    const chunks: Buffer[] = [];
    for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer);
    return { fileName: file.suggestedFilename(), json: JSON.parse(Buffer.concat(chunks).toString("utf8")) };
  }
}
