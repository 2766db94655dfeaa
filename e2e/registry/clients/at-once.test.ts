import { expect as expectPage } from "@playwright/test";
import { afterAll, beforeAll, expect, test } from "vitest";
import { disconnectDb } from "../../../lib/db/client";
import { makeProject, makeRobot, makeUser } from "../../../testing/builders";
import { startPostgres, type TestPostgres } from "../../../testing/postgres";
import { RobotsTab } from "../../pages/robots-tab";
import type { TestServer } from "../../server";
import { startConsole } from "../console";
import { type TokenClient, tokenClient } from "../token-client";
import { openConsole } from "./console-page";

const PATIENCE = { timeout: 30_000 };
let postgres: TestPostgres;
let instances: TestServer[] = [];
let client: TokenClient;

beforeAll(async () => {
  postgres = await startPostgres();
  await postgres.createDatabase("purser");
  const settings = { DATABASE_URL: postgres.url("purser") };
  instances = [await startConsole(settings), await startConsole(settings)];
  client = tokenClient("127.0.0.1");
}, 180_000);

afterAll(async () => {
  client?.close();
  await disconnectDb();
  await Promise.all(instances.map((server) => server.stop()));
  await postgres?.stop();
}, 60_000);

/** Each instance's reply to this secret: a status, or the reason it was refused. */
async function answers(loginName: string, secret: string): Promise<(number | string)[]> {
  const robot = { loginName, secret };
  const replies = await Promise.all(
    instances.map((server) => client.logIn(server, robot, "repository:docs/site:pull")),
  );
  return replies.map(({ status, message }) => (status === 200 ? status : `${status} ${message}`));
}

const REPLACED = expect.stringMatching(/^401 this secret was replaced on \d{4}-\d\d-\d\d$/);
const both = <Answer>(answer: Answer) => [answer, answer];

test("a refreshed secret and a disabled robot take effect at once, on the instance that did it and on the other", async () => {
  const admin = await makeUser({ isAdmin: true });
  const project = await makeProject({ name: "docs" });
  const { loginName, secret } = await makeRobot({ project, name: "ci" });
  const { page, close } = await openConsole(instances[0] as TestServer, admin);
  try {
    const tab = await new RobotsTab(page, project).open();
    expect(await answers(loginName, secret)).toEqual(both(200));

    let current = secret;
    // Each instance remembers manually set secrets that were correct; that must not outlive the secret.
    for (const byHand of ["ByHand4Purser", "Another4Purser", undefined]) {
      const next = await refresh(tab, byHand);
      expect(next).toEqual(byHand ?? expect.stringMatching(/^[A-Za-z0-9]{32}$/));
      expect(await answers(loginName, current)).toEqual(both(REPLACED));
      expect(await answers(loginName, next)).toEqual(both(200));
      current = next;
    }

    await toggle(tab, "Disable", "Disabled");
    expect(await answers(loginName, current)).toEqual(
      both(expect.stringMatching(/^401 robot disabled on \d{4}-\d\d-\d\d$/)),
    );
    await toggle(tab, "Enable", "Enabled");
    expect(await answers(loginName, current)).toEqual(both(200));
  } finally {
    await close();
  }
}, 180_000);

/** Refreshes the robot's secret, setting it manually if one is given. @returns the new secret, from the exported file */
async function refresh(tab: RobotsTab, byHand?: string): Promise<string> {
  await tab.actOn("ci", "Refresh secret");
  if (byHand) {
    await tab.dialog.getByRole("switch", { name: "Specify the secret manually" }).click();
    await tab.dialog.getByLabel(/^New secret/).fill(byHand);
    await tab.dialog.getByLabel(/^Confirm secret/).fill(byHand);
  }
  await tab.dialog.getByRole("button", { name: "Refresh", exact: true }).click();
  await expectPage(tab.dialog.getByText("You won’t see this secret again.")).toBeVisible(PATIENCE);
  const { json } = await tab.exported();
  await tab.dialog.getByRole("button", { name: "Done" }).click();
  await expectPage(tab.dialog).toBeHidden(PATIENCE);
  return String(json.secret);
}

async function toggle(tab: RobotsTab, item: "Disable" | "Enable", state: string): Promise<void> {
  await tab.actOn("ci", item);
  await tab.confirmation.getByRole("button", { name: item }).click();
  await expectPage(tab.row("ci")).toContainText(state, PATIENCE);
}
