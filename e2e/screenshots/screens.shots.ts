import { join } from "node:path";
import { type Browser, test } from "@playwright/test";
import { signIn } from "../fixtures";
import { SCREENS, type Screen, type Viewer } from "./screens";

/** Desktop in light and dark, and phone. */
const LOOKS = [
  { viewport: { width: 1280, height: 860 }, hasTouch: false, shots: { light: "light", dark: "dark" } },
  { viewport: { width: 360, height: 740 }, hasTouch: true, shots: { "360px": "light" } },
] as const;
type Look = (typeof LOOKS)[number];

const passwords: Record<string, string> = JSON.parse(process.env.SCREENSHOT_PASSWORDS ?? "{}");
/** Cookies of those who have signed in already in this process. */
const sessions = new Map<Viewer, Awaited<ReturnType<typeof newSession>>>();

async function newSession(browser: Browser, viewer: Viewer) {
  const context = await browser.newContext({ baseURL: process.env.E2E_URL });
  await signIn(await context.newPage(), { username: viewer, password: passwords[viewer] ?? "" });
  const state = await context.storageState();
  await context.close();
  return state;
}

const FETCH_MS = 400;

async function sessionOf(browser: Browser, viewer: Viewer) {
  if (viewer === "nobody" || viewer === "fresh") return undefined;
  const found = sessions.get(viewer) ?? (await newSession(browser, viewer));
  sessions.set(viewer, found);
  return found;
}

async function shoot(browser: Browser, { name, path, as = "ada", act }: Screen, look: Look): Promise<void> {
  const context = await browser.newContext({
    baseURL: as === "fresh" ? process.env.SCREENSHOT_FRESH_URL : process.env.E2E_URL,
    storageState: await sessionOf(browser, as),
    viewport: look.viewport,
    hasTouch: look.hasTouch,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(path, { waitUntil: "networkidle" });
  await act?.(page);
  // A press may first load what it opens.
  if (act) await page.waitForTimeout(FETCH_MS);
  await page.waitForLoadState("networkidle");
  for (const [shot, colorScheme] of Object.entries(look.shots)) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const file = join(process.env.SCREENSHOT_DIR ?? "screenshots", `${name}.${shot}.png`);
    await page.screenshot({ path: file, animations: "disabled", fullPage: act === undefined });
  }
  await context.close();
}

for (const screen of SCREENS) {
  for (const look of LOOKS)
    test(`${screen.name} ${Object.keys(look.shots)}`, ({ browser }) => shoot(browser, screen, look));
}
