import { randomUUID } from "node:crypto";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { hashOfToken } from "../lib/credentials/session";
import { getDb } from "../lib/db/client";
import { inDays, makeProject, makeUser } from "../testing/builders";
import { SESSION_COOKIE } from "../testing/session-cookie";

type Person = Awaited<ReturnType<typeof makeUser>>;
type Project = Awaited<ReturnType<typeof makeProject>>;

/** Signs in through the form, as people do. */
export async function signIn(page: Page, person: { username: string; password: string }): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Username").fill(person.username);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/\/projects$/);
}

/** Signs in directly in the database, without loading two pages. */
async function openSession(context: BrowserContext, person: { id: number }, url: string): Promise<void> {
  const token = randomUUID();
  const expiresAt = new Date(inDays(1) * 1000);
  await getDb().session.create({
    data: { tokenHash: hashOfToken(token), userId: person.id, expiresAt },
    select: { id: true },
  });
  await context.addCookies([{ name: SESSION_COOKIE, value: token, url, httpOnly: true, sameSite: "Lax" }]);
}

/** Makes every visit wait until React has hydrated the page, because tests are faster than people. */
function waitForHydration(page: Page): void {
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

/** Browser errors that fail any test: violations of the content security policy, and failed hydration. */
const PAGE_FAULT = /Content Security Policy|Minified React error|hydrat/i;

type Fixtures = {
  /** A project admin, a viewer, and a person without any role in `project`. */
  admin: Person;
  viewer: Person;
  outsider: Person;
  /** A project of this test's own. */
  project: Project;
  /** Opens an empty page with a session of the person, for tests that go straight to an address. */
  pageOf: (person: { id: number }) => Promise<Page>;
  /** The same, on the list of projects, where signing in leads. */
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
      waitForHydration(page);
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

export { expectAccessible } from "./axe";
export { expect };
