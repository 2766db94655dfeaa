import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { parse } from "yaml";
import { expect, expectAccessible, test } from "./fixtures";
import { RobotsTab } from "./pages/robots-tab";

async function downloaded(page: Page, button: string): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: button }).click();
  return readFileSync(await (await download).path(), "utf8");
}

test("a new secret comes ready for every tool, and taking it in any form counts as having saved it", async ({
  pageOf,
  admin,
  project,
}) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  const secret = await tab.create("ci");
  const auth = Buffer.from(`robot_${project.name}+ci:${secret}`).toString("base64");
  const config = { auths: { "registry.example.com": { auth } } };
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData()}`));
  for (const tool of await tab.dialog.getByRole("tab").all()) {
    await tool.click();
    await expectAccessible(page);
  }
  await tab.dialog.getByRole("tab", { name: "Kubernetes" }).click();
  const manifest = parse(await downloaded(page, "Download robot-"));
  expect(JSON.parse(Buffer.from(manifest.data[".dockerconfigjson"], "base64").toString())).toEqual(config);
  await tab.dialog.getByRole("tab", { name: "config.json" }).click();
  expect(JSON.parse(await downloaded(page, "Download config.json"))).toEqual(config);
  expect(sent.filter((request) => request.startsWith("POST") || request.includes(secret))).toEqual([]);

  await tab.dialog.getByRole("button", { name: "Done" }).click();
  await expect(tab.dialog).toBeHidden();
  expect(await page.content()).not.toContain(secret);
});

test("copying a text without the secret does not count as having saved it", async ({ pageOf, admin, project }) => {
  const page = await pageOf(admin);
  const tab = await new RobotsTab(page, project).open();
  await tab.create("ci");
  await tab.dialog.getByRole("button", { name: "Copy At a keyboard, Docker" }).click();
  await tab.dialog.getByRole("button", { name: "Done" }).click();
  await expect(tab.question).toBeVisible();
});
