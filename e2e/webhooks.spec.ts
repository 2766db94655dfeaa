import { Webhook } from "standardwebhooks";
import { getDb } from "../lib/db/client";
import { startReceiver } from "../testing/receiver";
import { expect, expectAccessible, test } from "./fixtures";

test("a webhook: its secret once, a rotation, a test, a failed delivery resent, and disabled after 410", async ({
  pageOf,
  admin,
  viewer,
  project,
}) => {
  test.setTimeout(120_000);
  const receiver = await startReceiver();
  const page = await pageOf(admin);
  const base = `/projects/${project.name}/webhooks`;
  await page.goto(base);
  await page.getByRole("button", { name: "Add webhook" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("URL", { exact: false }).first().fill("http://169.254.169.254/latest");
  await dialog.getByRole("button", { name: "Add webhook" }).click();
  await expect(dialog.getByText("WEBHOOK_ALLOWED_HOSTS")).toBeVisible();
  await dialog.getByLabel("URL", { exact: false }).first().fill(receiver.url);
  await dialog.getByRole("button", { name: "Add webhook" }).click();
  const shown = dialog.getByText(/^whsec_/);
  await expect(shown).toBeVisible();
  const secret = (await shown.textContent()) ?? "";
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText(secret)).toHaveCount(0);

  await page.getByRole("link", { name: /127\.0\.0\.1/ }).click();
  await page.getByRole("button", { name: "Rotate secret" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Rotate secret" }).click();
  const rotated = await page
    .getByRole("dialog")
    .getByText(/^whsec_/)
    .textContent();
  expect(rotated).not.toBe(secret);
  await page.getByRole("button", { name: "Done" }).click();

  receiver.answer((_, response) => void response.writeHead(500).end("out of order"));
  await page.getByRole("button", { name: "Send test" }).click();
  await expect.poll(() => receiver.received.length).toBeGreaterThan(0);
  const [got] = receiver.received;
  for (const one of [secret, rotated]) new Webhook(one ?? "").verify(got?.body ?? "", got?.headers ?? {});
  await page.getByRole("link", { name: "test.ping" }).click();
  await expect(page.getByText("out of order")).toBeVisible();
  await expect(page.getByText("webhook-signature: v1,…")).toBeVisible();
  await expectAccessible(page);

  receiver.answer((_, response) => void response.writeHead(204).end());
  await page.getByRole("button", { name: /^(Send now|Resend)$/ }).click();
  await expect(page.getByText("Delivered", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  const ids = new Set(receiver.received.map(({ headers }) => headers["webhook-id"]));
  expect(ids.size).toBe(1);

  receiver.answer((_, response) => void response.writeHead(410).end());
  await page.getByRole("button", { name: "Send test" }).click();
  await expect.poll(() => getDb().webhookEndpoint.count({ where: { projectId: project.id, active: false } })).toBe(1);
  await page.reload();
  await expect(page.getByText("Disabled: the receiver answered 410 Gone")).toBeVisible();
  await page.getByRole("button", { name: /^Notifications/ }).click();
  await expect(page.getByText(/The webhook to 127\.0\.0\.1.* was disabled/)).toBeVisible();
  await page.keyboard.press("Escape");

  await page.goto("/account");
  const banner = page.getByRole("region", { name: "Disabled webhooks" });
  await expect(banner).toContainText("its receiver answered 410 Gone");
  await expectAccessible(page);
  await banner.getByRole("link").click();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByRole("checkbox", { name: "Enabled", exact: true }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(banner).toHaveCount(0);

  const other = await pageOf(viewer);
  expect((await other.goto(base))?.status()).toBe(404);
  await receiver.stop();
});
