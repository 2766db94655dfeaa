import type { FullConfig } from "@playwright/test";
import { fillDemo } from "../../scripts/demo";
import globalSetup from "../global-setup";
import { startServer } from "../server";

/** Starts a console with the sample data, and an empty one. @returns a function that stops both */
export default async function screenshotSetup(config: FullConfig): Promise<() => Promise<void>> {
  const stop = await globalSetup(config);
  const fresh = await startServer();
  const people = await fillDemo();
  process.env.SCREENSHOT_FRESH_URL = fresh.url;
  process.env.SCREENSHOT_PASSWORDS = JSON.stringify(
    Object.fromEntries(people.map(({ user }) => [user.username, user.password])),
  );
  return async () => {
    await fresh.stop();
    await stop();
  };
}
