import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

/** `npm run screenshots`: takes pictures with the browser tests' setup, without testing anything. */
export default defineConfig({
  ...base,
  testDir: "e2e/screenshots",
  testMatch: "*.shots.ts",
  outputDir: "test-results/screenshots",
  globalSetup: "./e2e/screenshots/global-setup.ts",
  reporter: [["line"]],
  use: { ...base.use, trace: "off", screenshot: "off" },
});
