import { X509Certificate } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeProtectedHeader } from "jose";
import { parse } from "yaml";
import { libtrustKeyId } from "../lib/registry/keys";
import { makeProject, makeRobot, makeUser } from "../testing/builders";
import { expect, expectAccessible, test } from "./fixtures";
import { type CapturedAction, captureActions, forge } from "./forge";
import { ConnectPage } from "./pages/connect-page";

// Serial, because all tests share one set of signing keys.
test.describe.configure({ mode: "default" });

let servers: Server[] = [];
test.afterEach(() => {
  for (const server of servers) server.close();
  servers = [];
});

/** Starts a fake registry that sends this challenge to requests without a token. @returns host:port */
async function startFakeRegistry(challenge: string): Promise<string> {
  const server = createServer((req, res) => {
    if (req.headers.authorization) res.end();
    else res.writeHead(401, { "WWW-Authenticate": challenge }).end("private words");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const systemAdmin = () => makeUser({ isAdmin: true });
const kidsOf = (bundle: string) =>
  (bundle.match(/-----BEGIN[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map((pem) =>
    libtrustKeyId(new X509Certificate(pem).publicKey),
  );

test("the page shows configurations with this instance's values, to copy, and the files they name", async ({
  openAs,
  baseURL,
}) => {
  const page = await openAs(await systemAdmin());
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page).toHaveURL(/\/settings\/registry$/);
  const connect = new ConnectPage(page);
  const realm = `${baseURL}/service/token`;
  const { token } = parse(await connect.copied("Distribution 2.8", "config.yml")).auth;
  expect(token).toMatchObject({ realm, service: "registry", issuer: "purser" });
  expect(parse(await connect.copied("Distribution 3", "config.yml")).auth.token).toMatchObject({ realm });
  expect(await connect.copied("nginx", "nginx.conf")).toContain("server_name registry.example.com;");
  expect(await connect.copied("One host", "nginx-one-host.conf")).toContain("location /v2/");
  expect(parse(await connect.copied("Envoy", "envoy.yml"))).toHaveProperty("static_resources.listeners");
  expect(parse(await connect.copied("Traefik", "Static configuration"))).toHaveProperty("entryPoints");
  expect(parse(await connect.copied("Traefik", "Dynamic configuration"))).toHaveProperty("http.middlewares.robot");
  expect(parse(await connect.copied("ChartMuseum", "chartmuseum.yml"))).toMatchObject({ authrealm: realm });
  await expect(page.getByText("ChartMuseum accepts only RSA signatures")).toBeVisible();

  const bundle = await connect.downloaded("purser-token.pem");
  const keySet = await connect.downloaded("purser-jwks.json");
  expect([bundle.name, keySet.name]).toEqual(["purser-token.pem", "purser-jwks.json"]);
  expect(token.rootcertbundle).toContain(bundle.name);
  const published = await (await page.request.get("/.well-known/jwks.json")).json();
  expect(JSON.parse(keySet.text)).toEqual(published);
  expect(kidsOf(bundle.text)).toEqual(published.keys.map(({ kid }: { kid: string }) => kid));
  const [pem, jwks] = [await page.request.get("/settings/registry/certificates"), "/settings/registry/key-set"];
  expect(pem.headers()["content-type"]).toBe("application/x-pem-file");
  expect((await page.request.get(jwks)).headers()["content-type"]).toBe("application/jwk-set+json");
});

test("the check says what is wrong, shows realm and service only, and keeps what was typed", async ({
  pageOf,
  baseURL,
}) => {
  const page = await pageOf(await systemAdmin());
  const connect = await new ConnectPage(page).open();
  await expect(connect.address).toHaveValue("registry.example.com");

  const good = await startFakeRegistry(`Bearer realm="${baseURL}/service/token",service="registry"`);
  await connect.check(good);
  await expect(page.getByText("The registry is connected")).toBeVisible();
  const warning = page.getByText("The registry and its token service are at different hosts").locator("..");
  await expect(warning).toContainText(`Clients of ${good} get their tokens from ${new URL(baseURL ?? "").host}`);
  await expect(connect.address).toHaveValue(good);
  await expectAccessible(page);

  await connect.check(
    await startFakeRegistry('Bearer realm="https://elsewhere.test/<i>token",service="registry",scope="private"'),
  );
  const alert = page.getByRole("alert").filter({ hasText: "a different realm" });
  await expect(alert).toContainText("https://elsewhere.test/<i>token");
  await expect(alert).toContainText(`instead of ${baseURL}/service/token`);
  expect(await alert.textContent()).not.toContain("private");
  await expectAccessible(page);

  await connect.check(await startFakeRegistry('Basic realm="inner name"'));
  await expect(page.getByText("It asks for basic instead of Bearer")).toBeVisible();
  expect(await page.locator("main").textContent()).not.toContain("inner name");

  const button = page.getByRole("button", { name: "Check registry", exact: true });
  await connect.address.fill("https://user:secret@registry.example.com");
  await button.click();
  await expect(page.getByText("Leave out the username and password")).toBeVisible();
  await expect(connect.address).toHaveValue("https://user:secret@registry.example.com");
  await expect(connect.address).toBeFocused();
});

test("a key is rotated on the page: announced, listed in the files, switched, and then it signs tokens", async ({
  pageOf,
  page: anyone,
}) => {
  const robot = await makeRobot({ project: await makeProject() });
  const signedWith = async () => {
    const authorization = `Basic ${Buffer.from(`${robot.loginName}:${robot.secret}`).toString("base64")}`;
    const reply = await anyone.request.get("/service/token?service=registry", {
      headers: { Authorization: authorization },
    });
    return decodeProtectedHeader((await reply.json()).token).kid;
  };
  const page = await pageOf(await systemAdmin());
  const connect = await new ConnectPage(page).open();
  const [old] = await connect.keys("In use");
  expect(await signedWith()).toBe(old);

  await connect.announce();
  await expect(page.getByRole("heading", { name: "Rotate the signing key" })).toBeFocused();
  const [next] = await connect.keys("Next");
  expect(kidsOf((await connect.downloaded("purser-token.pem")).text)).toEqual(expect.arrayContaining([old, next]));
  expect(await signedWith()).toBe(old);
  await expectAccessible(page);

  await page.getByRole("button", { name: "Switch to the next key" }).click();
  await expect(connect.confirmation).toContainText(next ?? "");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Switch to the next key" })).toBeFocused();
  await connect.switchKey();
  await expect(page.getByRole("heading", { name: "Rotate the signing key" })).toBeFocused();
  expect(await connect.keys("In use")).toEqual([next]);
  expect(await connect.keys("Retired")).toContain(old);
  await expect.poll(signedWith).toBe(next);
});

test("for everyone but system admins, the page and files are not found and forged actions are refused", async ({
  pageOf,
  admin,
  browser,
  baseURL,
}) => {
  const root = await pageOf(await systemAdmin());
  const connect = await new ConnectPage(root).open();
  const host = await startFakeRegistry('Basic realm="inside"');
  const capture = async (act: () => Promise<void>, isIt: (input: Record<string, unknown>) => boolean) => {
    const actions = await captureActions(root, act);
    const found = actions.find(({ args }) => isIt((args[0] ?? {}) as Record<string, unknown>));
    if (!found) throw new Error("The page didn't send this action.");
    return found;
  };
  const actions: CapturedAction[] = [
    await capture(
      () => connect.check(host),
      (input) => "address" in input,
    ),
    await capture(
      () => connect.announce(),
      (input) => Object.keys(input).length === 0,
    ),
    await capture(
      () => connect.switchKey(),
      (input) => "kid" in input,
    ),
  ];
  const [inUse] = await connect.keys("In use");
  const project = await pageOf(admin);
  const stranger = await (await browser.newContext({ baseURL })).newPage();
  for (const action of actions) {
    expect(await forge(project, action, action.args)).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await forge(stranger, action, action.args)).toMatchObject({ ok: false, code: "UNAUTHORIZED" });
    for (const garbage of [null, [], "x", { address: 7, kid: {} }, { address: "http://a@b", kid: "" }])
      expect(await forge(project, action, [garbage])).toMatchObject({ ok: false });
  }
  const check = actions[0];
  for (const address of ["file:///etc/passwd", "http://user:secret@127.0.0.1", "127.0.0.1:0", "http://a/b", 7, null])
    if (check) expect(await forge(root, check, [{ address }])).toMatchObject({ ok: false, code: "UNPROCESSABLE" });
  for (const path of [
    "/settings",
    "/settings/registry",
    "/settings/registry/certificates",
    "/settings/registry/key-set",
  ]) {
    expect((await project.request.get(path)).status(), path).toBe(404);
    const away = await stranger.request.get(path, { maxRedirects: 0 });
    expect([away.status(), away.headers().location], path).toEqual([307, expect.stringContaining("/login")]);
  }
  await connect.open();
  expect(await connect.keys("In use")).toEqual([inUse]);
  expect(await connect.keys("Next")).toEqual([]);
  await stranger.context().close();
});

test("at 360 pixels the page doesn't scroll sideways, and its tabs work by keyboard", { tag: "@look" }, async ({
  pageOf,
}) => {
  const page = await pageOf(await systemAdmin());
  await page.setViewportSize({ width: 360, height: 740 });
  await new ConnectPage(page).open();
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  await page.getByRole("tab", { name: "Distribution 2.8" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tabpanel", { name: "nginx" })).toBeVisible();
  expect(await sideways()).toBe(0);
  await expectAccessible(page);
});
