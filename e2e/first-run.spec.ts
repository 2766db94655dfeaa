import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrowserContext, Page } from "@playwright/test";
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from "jose";
import { expect, expectAccessible, test } from "./fixtures";
import { startServer } from "./server";

/** From an empty page to the login command with the registry's host in it. Fields are reached with Tab or focused already. */
const MOST_CLICKS = 10;

/** A registry that trusts the keys it was given. @returns its server and host:port */
async function startRegistry(url: string, keys: () => JSONWebKeySet): Promise<{ server: Server; host: string }> {
  const server = createServer(async (req, res) => {
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? "")?.[1];
    const isValid =
      token !== undefined &&
      (await jwtVerify(token, createLocalJWKSet(keys()), { audience: "registry" }).then(
        () => true,
        () => false,
      ));
    const challenge = `Bearer realm="${url}/service/token",service="registry"`;
    res.writeHead(isValid ? 200 : 401, { "WWW-Authenticate": challenge }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Counts presses on the pages of a context. */
async function countClicks(context: BrowserContext): Promise<() => number> {
  let clicks = 0;
  await context.exposeFunction("countClick", () => {
    clicks++;
  });
  await context.addInitScript(() =>
    window.addEventListener(
      "click",
      (event) => {
        if (event.isTrusted && event.detail > 0) (window as unknown as { countClick: () => void }).countClick();
      },
      true,
    ),
  );
  return () => clicks;
}

/** What docker does with a name, a secret and a registry's host. @returns the registry's status */
async function logIn(host: string, name: string, secret: string): Promise<number> {
  const challenge = (await fetch(`http://${host}/v2/`)).headers.get("www-authenticate") ?? "";
  const [, realm = ""] = /realm="([^"]+)"/.exec(challenge) ?? [];
  const authorization = `Basic ${Buffer.from(`${name}:${secret}`).toString("base64")}`;
  const reply = await fetch(`${realm}?service=registry&account=${encodeURIComponent(name)}`, {
    headers: { Authorization: authorization },
  });
  const { token } = (await reply.json()) as { token: string };
  return (await fetch(`http://${host}/v2/`, { headers: { Authorization: `Bearer ${token}` } })).status;
}

async function setUp(page: Page, code: string): Promise<void> {
  await page.goto("/");
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel(/^One-time code/).fill(code);
  await page.getByLabel(/^Username/).fill("first-admin");
  await page.getByLabel(/^Password/).fill("Set-me-up-1");
  await page.getByLabel(/^Confirm password/).fill("Set-me-up-1");
  await page.getByRole("button", { name: "Create administrator" }).click();
  await expect(page.getByRole("heading", { name: "No projects yet" })).toBeVisible();
}

test("a new instance leads from setup to a project, a robot, a connected registry and a login", async ({ browser }) => {
  test.setTimeout(180_000);
  const console = await startServer();
  let published: JSONWebKeySet = { keys: [] };
  const registry = await startRegistry(console.url, () => published);
  const context = await browser.newContext({
    baseURL: console.url,
    permissions: ["clipboard-read", "clipboard-write"],
  });
  try {
    const clicks = await countClicks(context);
    const page = await context.newPage();
    await setUp(page, /one-time code: ([A-Z0-9-]+)/.exec(console.output())?.[1] ?? "");
    await page.getByRole("button", { name: "New project" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("documentation");
    await page.getByRole("button", { name: "Create project" }).click();
    await expect(page.getByRole("heading", { name: "No robot accounts yet" })).toBeVisible();
    await page.getByRole("button", { name: "New Robot Account" }).click();
    const dialog = page.locator('[role="dialog"][data-modal]');
    await dialog.getByRole("textbox", { name: "Name", exact: true }).fill("ci");
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(dialog.getByText("registry.example.com is a placeholder")).toBeVisible();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Copy secret" }).click();
    const secret = await page.evaluate(() => navigator.clipboard.readText());

    const opened = context.waitForEvent("page");
    await dialog.getByRole("link", { name: "Connect a registry" }).click();
    const connect = await opened;
    await connect.getByLabel("Host", { exact: true }).fill(registry.host);
    await connect.getByRole("button", { name: "Save host" }).click();
    await expect(connect.getByText("Registry host saved")).toBeVisible();
    // The registry gets the downloaded key set.
    const download = connect.waitForEvent("download");
    await connect.getByRole("link", { name: "Download purser-jwks.json" }).click();
    const file = await (await download).createReadStream();
    const chunks: Buffer[] = [];
    for await (const chunk of file) chunks.push(chunk as Buffer);
    published = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    await expect(connect.getByLabel("Registry address")).toHaveValue(registry.host);
    await connect.getByRole("button", { name: "Check registry" }).click();
    await expect(connect.getByText("The registry is connected")).toBeVisible();
    await expect(connect.getByText(`docker login ${registry.host}`)).toBeVisible();
    await expectAccessible(connect);
    await connect.close();

    await page.evaluate(() => window.dispatchEvent(new Event("focus")));
    const command = dialog.getByRole("tabpanel").getByText(registry.host).first();
    await expect(command).toContainText("docker login");
    await expect(dialog.getByText("placeholder")).toBeHidden();
    expect(await logIn(registry.host, "robot_documentation+ci", secret)).toBe(200);
    expect(clicks()).toBeLessThanOrEqual(MOST_CLICKS);
    test.info().annotations.push({ type: "clicks of the first run", description: String(clicks()) });
    expect(console.output()).not.toContain(secret);

    await page.reload();
    await expect(page.getByRole("row").filter({ hasText: "robot_documentation+ci" })).toBeVisible();
  } finally {
    await context.close();
    registry.server.close();
    await console.stop();
  }
});
