import { expect, type Page, test } from "@playwright/test";
import axe from "axe-core";

/** axe's rules for WCAG 2.2 AA and its best practices. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Those that depend on colors; the others give the same result in light and dark. */
const COLOR_RULES = ["color-contrast", "link-in-text-block"];

const EVERY_RULE = {
  runOnly: { type: "tag", values: TAGS },
  // Off by default although WCAG 2.2 AA includes it.
  rules: { "target-size": { enabled: true } },
} satisfies axe.RunOptions;
const COLORS = { runOnly: { type: "rule", values: COLOR_RULES } } satisfies axe.RunOptions;

const PHONE = { width: 360, height: 740 };

/** What axe finds on the page as it is now. Used directly, because its wrapper for Playwright needs Node 22. */
async function faultsOf(page: Page, within: string, options: axe.RunOptions): Promise<string[]> {
  // Loaded this way, the content security policy doesn't apply to it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ([where, given]) =>
      (window as unknown as { axe: typeof axe }).axe.run(where, { ...given, resultTypes: ["violations"] }),
    [within, options] as const,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`);
}

/**
 * Fails on any violation of WCAG 2.2 AA or of axe's best practices: in light, in dark, and on a phone. Skipped on
 * Postgres, because a page looks the same on both databases.
 * @param within selects the part to check
 */
export async function expectAccessible(page: Page, within = "html"): Promise<void> {
  if (test.info().config.metadata.provider === "postgresql") return;
  // Next removes the title and adds it again when a page is refreshed.
  await expect(page).toHaveTitle(/./);
  const size = page.viewportSize();
  const check = async (look: string, options: axe.RunOptions) =>
    (await faultsOf(page, within, options)).map((fault) => `${look} ${fault}`);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const light = await check("light", EVERY_RULE);
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  const dark = await check("dark", COLORS);
  await page.setViewportSize(PHONE);
  const phone = await check("360 px", EVERY_RULE);
  if (size) await page.setViewportSize(size);
  expect([...light, ...dark, ...phone]).toEqual([]);
}
