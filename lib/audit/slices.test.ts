import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { Slices } from "./slices";

const busyFor = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
};

describe("slices of long work", () => {
  it("become smaller while one keeps the process busy for long, but never too small", async () => {
    const slices = new Slices({ first: 1000, least: 100, most: 5000 });
    await slices.run(async () => busyFor(20));
    expect(slices.rows).toBeLessThan(500);
    await slices.run(async () => busyFor(600));
    expect(slices.rows).toBe(100);
  });

  it("grow twofold at most while one is quick, and never too large", async () => {
    const slices = new Slices({ first: 100, least: 100, most: 300 });
    // On a busy machine even an empty slice is slow once in a while.
    const sizes = [];
    for (let turn = 0; turn < 20; turn++) {
      sizes.push(slices.rows);
      await slices.run(async () => {});
    }
    expect(Math.max(...sizes)).toBe(300);
    for (const [index, size] of sizes.entries()) expect(size).toBeLessThanOrEqual(2 * (sizes[index - 1] ?? 100));
  });

  it("do not count waiting for a database elsewhere", async () => {
    const slices = new Slices({ first: 100, least: 10, most: 100 });
    await slices.run(() => sleep(300));
    expect(slices.rows).toBeGreaterThan(10);
  });

  it("let what is waiting run between any two", async () => {
    const slices = new Slices({ first: 1, least: 1, most: 1 });
    const order: string[] = [];
    setImmediate(() => order.push("another request"));
    await slices.run(async () => order.push("first"));
    await slices.run(async () => order.push("second"));
    expect(order).toEqual(["first", "another request", "second"]);
  });
});
