import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PROJECT_PERMISSION_KEYS } from "../../../lib/access/permissions";
import { disconnectDb } from "../../../lib/db/client";
import { refreshSecret } from "../../../lib/robots/refresh";
import { endOldSecret } from "../../../lib/robots/secret-end";
import { setRobotDisabled } from "../../../lib/robots/service";
import { inDays, makeProject, makeRobot, makeUser } from "../../../testing/builders";
import type { TestServer } from "../../server";
import { startConsole, startRegistryOf } from "../console";
import type { Registry } from "../distribution";
import type { Credentials } from "../token-client";
import { createRobotInBrowser, openConsole } from "./console-page";
import { assertClientsCanRun, type RunResult } from "./programs";
import { buildah, type Client, type ClientSetup, ctr, docker, openClientSetup, podman, skopeo } from "./tools";

type Project = { id: number; name: string };
const ENOUGH_MS = 120_000;
const YESTERDAY = inDays(-1);
const EXPIRED = `robot expired on ${new Date(YESTERDAY * 1000).toISOString().slice(0, 10)}`;
const REPLACED = /unauthorized: this secret was replaced on \d{4}-\d\d-\d\d/;
const DISABLED = /robot disabled on \d{4}-\d\d-\d\d/;

let server: TestServer;
let registry: Registry;
let setup: ClientSetup;
let docs: Project;
let admin: Awaited<ReturnType<typeof makeUser>>;
/** Created in the browser: one with all permissions, one with pull only. */
let builder: Credentials;
let reader: Credentials;
const secrets: string[] = [];

beforeAll(async () => {
  assertClientsCanRun();
  server = await startConsole({ LOG_LEVEL: "debug" });
  registry = await startRegistryOf(server);
  setup = await openClientSetup();
  admin = await makeUser({ isAdmin: true });
  docs = await makeProject({ name: "docs" });
  const console = await openConsole(server, admin);
  try {
    builder = await createRobotInBrowser(console.page, docs, "builder");
    reader = await createRobotInBrowser(console.page, docs, "reader", ["Pull artifacts"]);
  } finally {
    await console.close();
  }
  secrets.push(builder.secret, reader.secret);
  const tool = skopeo(setup, registry.host);
  expect(await tool.logIn(builder)).toMatchObject(WORKED);
  expect(await tool.push(image("base"), builder)).toMatchObject(WORKED);
}, 300_000);

afterAll(async () => {
  await disconnectDb();
  await setup?.close();
  await registry?.stop();
  await server?.stop();
}, 60_000);

const image = (name: string) => `${registry.host}/docs/${name}:1`;

/** Creates a robot of docs unless `change` says otherwise. Its secret must never appear in a log. */
async function robot(change: Partial<Parameters<typeof makeRobot>[0]> = {}) {
  const made = await makeRobot({ project: docs, ...change });
  secrets.push(made.secret);
  return made;
}

/** A robot that was refreshed with a grace. */
async function twoSecrets() {
  const old = await robot();
  const { secret } = await refreshSecret(admin, { id: old.id, grace: { kind: "for", seconds: 3600 } });
  secrets.push(secret);
  return { old, current: { loginName: old.loginName, secret } };
}

const WORKED: Partial<RunResult> = { code: 0 };
/** Expects a failed command with a matching message. */
const refused = (text: RegExp) => ({
  code: expect.toSatisfy((code: unknown) => typeof code === "number" && code !== 0, "a failure"),
  output: expect.stringMatching(text),
});
const NOT_ALLOWED = refused(/denied|unauthorized|authentication required|insufficient_scope/i);

/** The current position in the console's log, after all earlier requests were logged. */
async function logEnd(): Promise<number> {
  const id = (await fetch(`${server.url}/healthz`)).headers.get("x-request-id") ?? "no id";
  await expect.poll(() => server.output().indexOf(id), { timeout: 15_000 }).toBeGreaterThan(0);
  return server.output().indexOf("\n", server.output().indexOf(id)) + 1;
}

/** Requests to the token endpoint that were answered while `act` ran, as `METHOD status`. */
async function tokenRequests(act: () => Promise<unknown>): Promise<string[]> {
  const from = await logEnd();
  await act();
  const lines = server
    .output()
    .slice(from, await logEnd())
    .split("\n");
  const seen = lines.filter((line) => line.includes('"/service/token"'));
  const requests = seen.map((line) => JSON.parse(line) as { method: string; status: number });
  return requests.map(({ method, status }) => `${method} ${status}`);
}

describe.each<[string, (setup: ClientSetup, host: string) => Client, RegExp, RegExp, RegExp]>([
  ["docker", docker, /unauthorized: wrong robot name or secret/, new RegExp(`unauthorized: ${EXPIRED}`), DISABLED],
  ...(
    [
      ["podman", podman],
      ["buildah", buildah],
      ["skopeo", skopeo],
    ] as const
  ).map(([name, tool]): [string, typeof tool, RegExp, RegExp, RegExp] => [
    name,
    tool,
    /invalid username\/password/,
    /invalid username\/password/,
    /invalid username\/password|unauthorized/,
  ]),
])("%s", (name, tool, wrong, expired, disabled) => {
  let client: Client;
  beforeAll(() => {
    client = tool(setup, registry.host);
  });

  test(
    "logs in, pushes and pulls with a robot created in the console",
    async () => {
      expect(await client.logIn(builder)).toMatchObject(WORKED);
      expect(await client.push(image(name), builder)).toMatchObject(WORKED);
      expect(await client.pull(image(name), builder)).toMatchObject(WORKED);
    },
    ENOUGH_MS,
  );

  test(
    "logs in and pulls with each of two secrets while the old one works, and with the new one alone afterwards",
    async () => {
      const { old, current } = await twoSecrets();
      for (const login of [old, current, old]) {
        expect(await client.logIn(login)).toMatchObject(WORKED);
        expect(await client.pull(image("base"), login)).toMatchObject(WORKED);
      }
      await endOldSecret(admin, { id: old.id });
      expect(await client.logIn(old)).toMatchObject(refused(name === "docker" ? REPLACED : wrong));
      expect(await client.logIn(current)).toMatchObject(WORKED);
    },
    ENOUGH_MS,
  );

  test(
    "with pull only, pulls and can't push",
    async () => {
      expect(await client.logIn(reader)).toMatchObject(WORKED);
      expect(await client.pull(image("base"), reader)).toMatchObject(WORKED);
      expect(await client.push(image(`${name}-reader`), reader)).toMatchObject(NOT_ALLOWED);
    },
    ENOUGH_MS,
  );

  test(
    "with push but not pull, pushes",
    async () => {
      const pusher = await robot({ permissions: ["repository:push"] });
      expect(await client.logIn(pusher)).toMatchObject(WORKED);
      expect(await client.push(image(`${name}-pushed`), pusher)).toMatchObject(WORKED);
    },
    ENOUGH_MS,
  );

  test(
    "with a robot of another project, logs in but can't pull or push here",
    async () => {
      const stranger = await robot({ project: await makeProject() });
      expect(await client.logIn(stranger)).toMatchObject(WORKED);
      expect(await client.pull(image("base"), stranger)).toMatchObject(NOT_ALLOWED);
      expect(await client.push(image(`${name}-stranger`), stranger)).toMatchObject(NOT_ALLOWED);
    },
    ENOUGH_MS,
  );

  test(
    "reports a wrong secret and an expired robot as such",
    async () => {
      expect(await client.logIn({ ...(await robot()), secret: "Wrong1234" })).toMatchObject(refused(wrong));
      expect(await client.logIn(await robot({ expiresAt: YESTERDAY }))).toMatchObject(refused(expired));
    },
    ENOUGH_MS,
  );

  test(
    "can't pull any more once the robot it logged in with is disabled",
    async () => {
      const leaver = await robot();
      expect(await client.logIn(leaver)).toMatchObject(WORKED);
      expect(await client.pull(image("base"), leaver)).toMatchObject(WORKED);
      await setRobotDisabled(admin, { id: leaver.id, disabled: true });
      expect(await client.pull(image("base"), leaver)).toMatchObject(refused(disabled));
      expect(await client.logIn(leaver)).toMatchObject(refused(disabled));
    },
    ENOUGH_MS,
  );
});

describe("ctr (containerd)", () => {
  let client: Pick<Client, "push" | "pull">;
  beforeAll(() => {
    client = ctr(setup);
  });

  test(
    "pulls and pushes with a robot created in the console, requesting tokens by POST only",
    async () => {
      const requests = await tokenRequests(async () => {
        expect(await client.pull(image("base"), builder)).toMatchObject(WORKED);
        expect(await client.push(image("ctr"), builder)).toMatchObject(WORKED);
      });
      expect(requests.length).toBeGreaterThan(1);
      expect(new Set(requests)).toEqual(new Set(["POST 200"]));
    },
    ENOUGH_MS,
  );

  test(
    "with pull only, pulls and can't push; a robot of another project can do neither",
    async () => {
      expect(await client.pull(image("base"), reader)).toMatchObject(WORKED);
      expect(await client.push(image("ctr-reader"), reader)).toMatchObject(NOT_ALLOWED);
      const stranger = await robot({ project: await makeProject() });
      expect(await client.pull(image("base"), stranger)).toMatchObject(NOT_ALLOWED);
      expect(await client.push(image("ctr-stranger"), stranger)).toMatchObject(NOT_ALLOWED);
    },
    ENOUGH_MS,
  );

  test(
    "is refused with a disabled and with an expired robot",
    async () => {
      const leaver = await robot();
      await setRobotDisabled(admin, { id: leaver.id, disabled: true });
      expect(await client.pull(image("base"), leaver)).toMatchObject(NOT_ALLOWED);
      expect(await client.pull(image("base"), await robot({ expiresAt: YESTERDAY }))).toMatchObject(NOT_ALLOWED);
    },
    ENOUGH_MS,
  );

  test(
    "pulls with each of two secrets while the old one works",
    async () => {
      const { old, current } = await twoSecrets();
      for (const login of [old, current]) expect(await client.pull(image("base"), login)).toMatchObject(WORKED);
      await endOldSecret(admin, { id: old.id });
      expect(await client.pull(image("base"), old)).toMatchObject(NOT_ALLOWED);
    },
    ENOUGH_MS,
  );

  test(
    "sends a wrong secret twice, by POST and by GET, and the second isn't counted",
    async () => {
      const wrong = { ...(await robot()), secret: "Wrong1234" };
      const requests = await tokenRequests(async () => {
        for (let attempt = 0; attempt < 6; attempt++)
          expect(await client.pull(image("base"), wrong)).toMatchObject(NOT_ALLOWED);
      });
      expect(requests).toEqual(Array(6).fill(["POST 401", "GET 401"]).flat());
    },
    ENOUGH_MS,
  );
});

describe("between repositories", () => {
  test(
    "docker mounts a layer from another repository of the project, but not from another project's",
    async () => {
      const client = docker(setup, registry.host);
      expect(await client.logIn(builder)).toMatchObject(WORKED);
      expect(await client.push(image("source"), builder)).toMatchObject(WORKED);
      const mounted = await client.push(image("target"), builder);
      expect(mounted).toMatchObject({ code: 0, output: expect.stringMatching(/Mounted from docs\//) });
      const other = await makeProject({ name: "other" });
      const stranger = await robot({ project: other });
      expect(await client.logIn(stranger)).toMatchObject(WORKED);
      const pushed = await client.push(`${registry.host}/other/target:1`, stranger);
      expect(pushed).toMatchObject({ code: 0, output: expect.stringMatching(/: Pushed/) });
      expect(pushed.output).not.toContain("Mounted");
    },
    ENOUGH_MS,
  );

  test(
    "skopeo deletes an image only if the robot may",
    async () => {
      const tool = skopeo(setup, registry.host);
      const keeper = await robot({ permissions: PROJECT_PERMISSION_KEYS.filter((key) => key !== "artifact:delete") });
      for (const who of [builder, keeper]) expect(await tool.logIn(who)).toMatchObject(WORKED);
      expect(await tool.push(image("gone"), builder)).toMatchObject(WORKED);
      expect(await tool.remove(image("gone"), keeper)).toMatchObject(NOT_ALLOWED);
      expect(await tool.pull(image("gone"), keeper)).toMatchObject(WORKED);
      expect(await tool.remove(image("gone"), builder)).toMatchObject(WORKED);
      expect(await tool.pull(image("gone"), builder)).toMatchObject(refused(/manifest unknown/));
    },
    ENOUGH_MS,
  );
});

test("no robot's secret appears in the log of the console or the registry", () => {
  const logs = server.output() + registry.output();
  expect(secrets.length).toBeGreaterThan(10);
  expect(secrets.filter((secret) => logs.includes(secret))).toEqual([]);
});
