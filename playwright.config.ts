import { defineConfig } from "@playwright/test";
import { findChromium } from "./e2e/chromium";

/** The database of this run: the whole suite runs once on each. */
const provider = process.env.E2E_DATABASE === "postgresql" ? "postgresql" : "sqlite";
const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  outputDir: `test-results/${provider}`,
  globalSetup: "./e2e/global-setup.ts",
  // What only looks at pages would see the same on the other database.
  grepInvert: provider === "postgresql" ? /@look/ : undefined,
  fullyParallel: true,
  workers: process.env.CI ? 2 : undefined,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.E2E_REPORT ? [["list"], ["json", { outputFile: process.env.E2E_REPORT }]] : [["list"]],
  metadata: { provider },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Asia/Kathmandu",
    contextOptions: { reducedMotion: "reduce" },
    // A trace of each test takes about a third of the processor time: for whoever looks into a failure.
    trace: process.env.E2E_TRACE ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    actionTimeout: 15_000,
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
});
