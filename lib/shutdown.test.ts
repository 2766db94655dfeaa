import { expect, test } from "vitest";
import { announceStop, isStopping, onShutdown, runShutdownHooks } from "@/lib/shutdown";

test("every hook runs once, also when another fails, and failures are handed back", async () => {
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

test("a process is stopping from when it is said for good", () => {
  expect(isStopping()).toBe(false);
  announceStop();
  expect(isStopping()).toBe(true);
});
