import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { makeProject, makeUser } from "../prisma/builders";

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

/** Fails on any WCAG 2.2 AA violation that axe finds on the page, in light and in dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
    const faults = violations.map(
      ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map((node) => node.html).join(" | ")}`,
    );
    expect(faults).toEqual([]);
  }
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
  /** A page in a browser of its own on which the person is signed in. */
  openAs: (person: Person) => Promise<Page>;
};

export const test = base.extend<Fixtures>({
  baseURL: process.env.E2E_URL,
  admin: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Ada Admin" })),
  viewer: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Vera Viewer" })),
  outsider: async ({ baseURL: _ }, use) => use(await makeUser({ name: "Otto Outsider" })),
  project: async ({ admin, viewer }, use) => use(await makeProject({ admins: [admin], viewers: [viewer] })),
  openAs: async ({ browser, baseURL }, use) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await use(async (person) => {
      const context = await browser.newContext({ baseURL, permissions: ["clipboard-read", "clipboard-write"] });
      contexts.push(context);
      const page = await context.newPage();
      page.on("pageerror", (error) => faults.push(error.message));
      page.on("console", (message) => PAGE_FAULT.test(message.text()) && faults.push(message.text()));
      await signIn(page, person);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(faults, "what the browser complained of").toEqual([]);
  },
});

export { expect };
