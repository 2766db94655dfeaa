import { expect, test } from "vitest";
import { announceStop, isStopping, onShutdown, runShutdownHooks } from "@/lib/shutdown";

test("every hook runs once even if another fails, and failures are returned", async () => {
  const ran: string[] = [];
  const fault = new Error("no disk");
  onShutdown(() => {
    throw fault;
  });
  onShutdown(async () => {
    await Promise.resolve();
    ran.push("flush");
  });
  expect(await runShutdownHooks()).toEqual([fault]);
  expect(await runShutdownHooks()).toEqual([]);
  expect(ran).toEqual(["flush"]);
});

test("isStopping stays true once the stop is announced", () => {
  expect(isStopping()).toBe(false);
  announceStop();
  expect(isStopping()).toBe(true);
});
