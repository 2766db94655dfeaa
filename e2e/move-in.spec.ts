import { randomUUID } from "node:crypto";
import { generateSecret } from "../lib/credentials/secret";
import { getDb } from "../lib/db/client";
import { makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";

test("an admin uploads an export, reads the dry run, imports it and follows who has moved", async ({
  pageOf,
  admin,
}) => {
  test.setTimeout(120_000);
  const project = `moved-${randomUUID().slice(0, 8)}`;
  const secret = generateSecret();
  const lines = [
    {
      ...{ name: `${project}$ci+a`, project, permissions: ["repository:pull", "artifact:scan"], secret },
      ...{ created: "2024-05-06T10:00:00Z", expires_at: 4_102_444_800 },
    },
    { name: `${project}:colon`, project, permissions: ["repository:pull"], secret },
  ];
  const buffer = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const page = await pageOf(await makeUser({ isAdmin: true }));
  await page.goto("/settings/move-in");
  await expect(page.getByText("harbor-robots.jsonl").first()).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("radio", { name: "JSON lines" }).click();
  await page.getByRole("button", { name: "Start a dry run" }).click();
  await expect(page.getByText("Choose a file.")).toBeVisible();
  await page.getByLabel("File").setInputFiles({ name: "robots.jsonl", mimeType: "text/plain", buffer });
  await page.getByRole("button", { name: "Start a dry run" }).click();
  await expect(page.getByRole("heading", { name: "Import from JSON lines" })).toBeVisible();
  await expect(page.getByText("Its name contains a colon")).toBeVisible();
  await expect(page.getByRole("row", { name: /artifact:scan/ })).toContainText("Left out");
  await expectAccessible(page);
  expect(await getDb().robot.count({ where: { loginName: `${project}$ci+a` } })).toBe(0);
  await page.getByRole("button", { name: "Import 1 robot account" }).click();
  await expect(page.getByRole("heading", { name: "0 of 1 have logged in here" })).toBeVisible();
  const waiting = page.getByRole("listitem").filter({ hasText: `${project}$ci+a` });
  await expect(waiting).toContainText(/Expiry .*2100.* · created there .*2024/);
  await expectAccessible(page);
  const robotPage = await page.getByRole("link", { name: `${project}$ci+a` }).getAttribute("href");
  await page.goto(robotPage ?? "");
  await expect(page.getByText("It hasn’t logged in here yet.")).toBeVisible();
  await page.goBack();
  const login = { Authorization: `Basic ${Buffer.from(`${project}$ci+a:${secret}`).toString("base64")}` };
  expect((await page.request.get("/service/token?service=registry", { headers: login })).status()).toBe(200);
  await page.getByRole("link", { name: `${project}$ci+a` }).click();
  await expect(page.getByRole("heading", { name: `${project}$ci+a` })).toBeVisible();
  await expect(page.getByText("from JSON lines")).toBeVisible();
  // Last uses are written once a minute.
  await getDb().robot.updateMany({ where: { loginName: `${project}$ci+a` }, data: { movedAt: new Date() } });
  await page.reload();
  await expect(page.getByText("First login here")).toBeVisible();
  const stranger = await pageOf(admin);
  const refused = await stranger.goto("/settings/move-in");
  expect(refused?.status()).toBe(404);
  expect((await stranger.request.post("/api/v2.0/imports?source=jsonl", { data: buffer })).status()).toBe(403);
});
