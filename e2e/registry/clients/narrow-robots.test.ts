import { expect as expectPage, type Page } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnectDb } from "../../../lib/db/client";
import { makeProject, makeUser } from "../../../testing/builders";
import { RobotsTab } from "../../pages/robots-tab";
import type { TestServer } from "../../server";
import { certificateBundle, startConsole, startRegistryOf } from "../console";
import { type Registry, startDistribution } from "../distribution";
import { type ReverseProxy, startProxy } from "../proxies";
import type { Credentials } from "../token-client";
import { openConsole } from "./console-page";
import { assertClientsCanRun } from "./programs";
import { type Client, type ClientSetup, docker, openClientSetup } from "./tools";

/** Where the outer proxy says its clients come from. */
const ELSEWHERE = "203.0.113.9";
const PROXY_SOURCE = "127.0.0.2";
const ENOUGH_MS = 120_000;
const PATIENCE = { timeout: 30_000 };

let server: TestServer;
let proxy: ReverseProxy;
let registry: Registry;
/** A registry that sends its clients for tokens through the proxy. */
let farRegistry: Registry;
let setup: ClientSetup;
let opened: Awaited<ReturnType<typeof openConsole>>;
let tab: RobotsTab;
let robot: Credentials;

beforeAll(async () => {
  assertClientsCanRun();
  server = await startConsole({ TRUST_PROXY: PROXY_SOURCE });
  const upstream = new URL(server.url).host;
  proxy = await startProxy("nginx", { upstream, source: PROXY_SOURCE, forwarded: ELSEWHERE });
  registry = await startRegistryOf(server);
  const trust = { service: "registry", issuer: "purser", certificatePem: await certificateBundle() };
  farRegistry = await startDistribution({ ...trust, realm: `${proxy.url}/service/token` });
  setup = await openClientSetup();
  const docs = await makeProject({ name: "docs" });
  opened = await openConsole(server, await makeUser({ isAdmin: true }));
  tab = await new RobotsTab(opened.page, docs).open();
}, 300_000);

afterAll(async () => {
  await opened?.close();
  await disconnectDb();
  await setup?.close();
  for (const one of [registry, farRegistry, proxy, server]) await one?.stop();
}, 60_000);

/** What the test box says about an address. */
async function verdict(page: Page, address: string): Promise<string> {
  await tab.dialog.getByLabel("Test an address").fill(address);
  const said = tab.dialog.getByText(`${address} would`);
  await expectPage(said).toBeVisible(PATIENCE);
  expect(page.isClosed()).toBe(false);
  return (await said.textContent()) ?? "";
}

test(
  "an admin limits a robot to team/* and 127.0.0.0/8 in the dialog, whose test box says who would be let in",
  async () => {
    await tab.newButton.click();
    await tab.nameField.fill("narrow");
    await tab.dialog.getByLabel("Only from these addresses", { exact: true }).last().fill("127.0.0.1/8 Loopback");
    await expectPage(tab.dialog.getByText("127.0.0.1/8 becomes 127.0.0.0/8")).toBeVisible(PATIENCE);
    expect(await verdict(opened.page, "127.0.0.1")).toBe("127.0.0.1 would be let in.");
    expect(await verdict(opened.page, ELSEWHERE)).toBe(`${ELSEWHERE} would not be let in.`);
    await tab.dialog.getByRole("radio", { name: "Only these" }).click();
    await tab.dialog.getByLabel("Only these repositories").fill("docs/team/*");
    await expectPage(tab.dialog.getByText("lets in team/a, team/a/b; not team, teamx.")).toBeVisible(PATIENCE);
    await tab.dialog.getByRole("button", { name: "Remove 3 permissions" }).click();
    await tab.dialog.getByRole("button", { name: "Save" }).click();
    await expectPage(tab.dialog.getByText("Works only from 127.0.0.0/8.")).toBeVisible(PATIENCE);
    const { json } = await tab.exported();
    robot = { loginName: String(json.name), secret: String(json.secret) };
    await tab.dialog.getByRole("button", { name: "Done" }).click();
  },
  ENOUGH_MS,
);

test(
  "docker pushes team/a from loopback and is refused site",
  async () => {
    const client: Client = docker(setup, registry.host);
    expect(await client.logIn(robot)).toMatchObject({ code: 0 });
    expect(await client.push(`${registry.host}/docs/team/a:1`, robot)).toMatchObject({ code: 0 });
    expect(await client.pull(`${registry.host}/docs/team/a:1`, robot)).toMatchObject({ code: 0 });
    for (const outside of ["site", "team", "teamx/a"]) {
      const { code, output } = await client.push(`${registry.host}/docs/${outside}:1`, robot);
      expect([code === 0, output]).toEqual([
        false,
        expect.stringMatching(/denied|unauthorized|authentication required/i),
      ]);
    }
  },
  ENOUGH_MS,
);

test(
  "through a proxy whose clients are elsewhere docker is refused everything, and says why; so does the robot’s page",
  async () => {
    const client: Client = docker(setup, farRegistry.host);
    const why = `robot ${robot.loginName} may not log in from ${ELSEWHERE}`;
    const login = await client.logIn(robot);
    expect([login.code === 0, login.output]).toEqual([false, expect.stringContaining(why)]);
    const { page } = opened;
    await tab.open();
    await page.getByRole("link", { name: robot.loginName }).click();
    const facts = page.getByRole("region", { name: "Facts" }).or(page.getByLabel("Facts"));
    await expectPage(facts.getByText(`from ${ELSEWHERE}, which isn’t allowed`)).toBeVisible(PATIENCE);
    await expectPage(facts.getByText("127.0.0.0/8")).toBeVisible(PATIENCE);
    const activity = page.getByLabel("Activity", { exact: true });
    await expectPage(activity.getByText("Tried to log in from an address that isn’t allowed")).toHaveCount(1, PATIENCE);
  },
  ENOUGH_MS,
);

test(
  "a blob is mounted from a repository of its own, and not from another",
  async () => {
    const headers = (token: string) => ({ Authorization: `Bearer ${token}` });
    const tokenFor = async (...scopes: string[]) => {
      const query = new URLSearchParams({ service: "registry" });
      for (const scope of scopes) query.append("scope", scope);
      const authorization = `Basic ${Buffer.from(`${robot.loginName}:${robot.secret}`).toString("base64")}`;
      const reply = await fetch(`${server.url}/service/token?${query}`, { headers: { authorization } });
      return ((await reply.json()) as { token: string }).token;
    };
    const reading = await tokenFor("repository:docs/team/a:pull");
    const accept = {
      Accept: "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json",
    };
    const found = await fetch(`${registry.url}/v2/docs/team/a/manifests/1`, {
      headers: { ...headers(reading), ...accept },
    });
    const { config } = (await found.json()) as { config: { digest: string } };
    const mount = async (from: string, to: string) => {
      const token = await tokenFor(`repository:${to}:pull,push`, `repository:${from}:pull`);
      const url = `${registry.url}/v2/${to}/blobs/uploads/?mount=${config.digest}&from=${from}`;
      return (await fetch(url, { method: "POST", headers: headers(token) })).status;
    };
    expect(await mount("docs/team/a", "docs/team/b")).toBe(201);
    expect(await mount("docs/team/a", "docs/site")).toBe(401);
    // Without pull on the source, the registry refuses or starts an ordinary upload, but mounts nothing.
    expect(await mount("docs/site", "docs/team/c")).not.toBe(201);
  },
  ENOUGH_MS,
);
