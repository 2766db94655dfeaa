import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { hashOfToken } from "../lib/credentials/session";
import { getDb } from "../lib/db/client";
import { inDays, makeProject, makeUser } from "../testing/builders";
import { SESSION_COOKIE } from "../testing/session-cookie";

type Person = Awaited<ReturnType<typeof makeUser>>;
type Project = Awaited<ReturnType<typeof makeProject>>;

/** Signs in through the form, as a person does. */
export async function signIn(page: Page, person: { username: string; password: string }): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/projects$/);
}

/** Signs in as {@link signIn} does, but straight in the database: without loading two pages. */
async function openSession(context: BrowserContext, person: { id: number }, url: string): Promise<void> {
  const token = randomUUID();
  const expiresAt = new Date(inDays(1) * 1000);
  await getDb().session.create({
    data: { tokenHash: hashOfToken(token), userId: person.id, expiresAt },
    select: { id: true },
  });
  await context.addCookies([{ name: SESSION_COOKIE, value: token, url, httpOnly: true, sameSite: "Lax" }]);
}

/** What of WCAG 2.2 AA axe looks for. */
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Its rules that colours have a part in; the others say the same whatever the colours are. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];

/**
 * Fails on any WCAG 2.2 AA violation that axe finds on the page, in light and in dark. A page looks the same on either
 * database, so on Postgres nothing is looked at.
 * @param within selects the part to look at
 */
export async function expectAccessible(page: Page, within = "html"): Promise<void> {
  if (base.info().config.metadata.provider === "postgresql") return;
  // Next takes the title out and puts it in again when a page is refreshed.
  await expect(page).toHaveTitle(/./);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const axe = new AxeBuilder({ page }).include(within).setLegacyMode();
    const { violations } = await (colorScheme === "light" ? axe.withTags(WCAG) : axe.withRules(OF_COLOUR)).analyze();
    const faults = violations.map(
      ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((node) => node.html).join(" | ")}`,
    );
    expect(faults).toEqual([]);
  }
}

/** Has every visit wait until React has taken the page over: a test is quicker than any person. */
function goWhenAlive(page: Page): void {
  const goto = page.goto.bind(page);
  page.goto = async (...where) => {
    const response = await goto(...where);
    await page.waitForFunction(() => {
      const isReact = document.querySelector("script[src*='/_next/']") !== null;
      return (
        !isReact || [...document.body.children].some((part) => Object.keys(part).some((key) => /^__react/.test(key)))
      );
    });
    return response;
  };
}

/** Complaints of the browser that no test may pass over: the page policy, React's hydration. */
const PAGE_FAULT = /Content Security Policy|Minified React error|hydrat/i;

type Fixtures = {
  /** A person with the admin role in `project`, one with the viewer role, and one without any. */
  admin: Person;
  viewer: Person;
  outsider: Person;
  /** A project of this test's own. */
  project: Project;
  /** An empty page in a browser of its own that has a session of the person, for tests that go somewhere at once. */
  pageOf: (person: { id: number }) => Promise<Page>;
  /** The same on the list of projects, where people are after signing in. */
  openAs: (person: { id: number }) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  baseURL: process.env.E2E_URL,
  admin: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Ada Admin" })),
  viewer: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Vera Viewer" })),
  outsider: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Otto Outsider" })),
  project: async ({ admin, viewer }, use) => use(await makeProject({ admins: [admin], viewers: [viewer] })),
  pageOf: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ baseURL, permissions: ["clipboard-read", "clipboard-write"] });
      contexts.push(context);
      await openSession(context, person, baseURL ?? "");
      const page = await context.newPage();
      goWhenAlive(page);
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => PAGE_FAULT.test(message.text()) && faults.push(message.text()));
      return page;
    });
    for (const context of contexts) await context.close();
    expect(faults, "what the browser complained of").toEqual([]);
  },
  openAs: async ({ pageOf }, use) =>
    use(async (person) => {
      const page = await pageOf(person);
      await page.goto("/projects");
      return page;
    }),
});

export { expect };
