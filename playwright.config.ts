import { defineConfig } from "@playwright/test";
import { findChromium } from "./e2e/chromium";

/** The whole suite runs once per database. */
const provider = process.env.E2E_DATABASE === "postgresql" ? "postgresql" : "sqlite";
const executablePath = findChromium();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  outputDir: `test-results/${provider}`,
  globalSetup: "./e2e/global-setup.ts",
  // Tests tagged @look only check appearance, which is the same on both databases.
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
    // Tracing takes about a third of the CPU time, so it is only on while investigating a failure.
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
