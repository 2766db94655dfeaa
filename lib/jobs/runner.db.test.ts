import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { watchPlans } from "@/testing/plans";
import { getDb } from "../db/client";
import { databaseNow } from "../db/clock";
import { claimTask } from "./claims";
import { Runner } from "./runner";
import type { Task } from "./task";

const HOUR_MS = 3_600_000;

let runs: number;
let runners: Runner[];
beforeEach(async () => {
  runs = 0;
  runners = [];
  await getDb().task.deleteMany();
});
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(runners.map((runner) => runner.stop()));
});

function task(run: Task["run"] = async () => void runs++, rest: Partial<Task> = {}): Task {
  return { name: "tidy", everyMs: HOUR_MS, by: "one", run, ...rest };
}

function runnerOf(...tasks: Task[]): Runner {
  const runner = new Runner(tasks);
  runners.push(runner);
  return runner;
}

async function lookAll(of: readonly Runner[]): Promise<void> {
  await Promise.all(of.map((runner) => runner.look()));
  await Promise.all(of.map((runner) => runner.idle()));
}

const stored = () => getDb().task.findUniqueOrThrow({ where: { name: "tidy" } });
const change = (data: Parameters<ReturnType<typeof getDb>["task"]["update"]>[0]["data"]) =>
  getDb().task.update({ where: { name: "tidy" }, data });
const fromNow = async (ms: number) => new Date((await databaseNow()).getTime() + ms);

/** Stores the task without running it. */
async function due(at = -1000): Promise<void> {
  await getDb().task.create({ data: { name: "tidy", dueAt: await fromNow(at) } });
}

describe("a task that one instance does for all", () => {
  test("runs at once when it is new, and again only when its time has come", async () => {
    const runner = runnerOf(task());
    await lookAll([runner]);
    await lookAll([runner]);
    expect(runs).toBe(1);
    const { dueAt, lastResult, lastEndedAt, leaseUntil, failures } = await stored();
    expect([lastResult, leaseUntil, failures]).toEqual(["done", null, 0]);
    expect(dueAt.getTime()).toBe((lastEndedAt?.getTime() ?? 0) + HOUR_MS);
    await change({ dueAt: await fromNow(-1) });
    await lookAll([runner]);
    expect(runs).toBe(2);
  });

  test("runs once, however many instances find it due at the same moment", async () => {
    const instances = Array.from({ length: 8 }, () => runnerOf(task()));
    await lookAll(instances);
    expect(runs).toBe(1);
    await change({ dueAt: await fromNow(-1) });
    await lookAll(instances);
    expect(runs).toBe(2);
  });

  test("is caught up once after many missed runs", async () => {
    await due(-50 * HOUR_MS);
    const runner = runnerOf(task());
    for (let look = 0; look < 5; look += 1) await lookAll([runner]);
    expect(runs).toBe(1);
  });

  test("is left alone while another instance does it, and taken over when that one’s lease has ended", async () => {
    await due();
    expect(await claimTask(task(), "an instance that is killed", await databaseNow())).toBe(true);
    const runner = runnerOf(task());
    await lookAll([runner]);
    expect(runs).toBe(0);
    await change({ leaseUntil: await fromNow(-1) });
    await lookAll([runner]);
    expect(runs).toBe(1);
    expect(await stored()).toMatchObject({ leaseBy: null, lastResult: "done" });
  });

  test("keeps its lease while it runs, and ends when the lease is another instance’s", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    let signal: AbortSignal | undefined;
    const long = task((given) => {
      signal = given;
      return new Promise<void>((resolve) => given.addEventListener("abort", () => resolve()));
    });
    const runner = runnerOf(long);
    await runner.look();
    await change({ leaseUntil: await fromNow(1000) });
    vi.advanceTimersByTime(30_000);
    const kept = await fromNow(100_000);
    await expect.poll(async () => ((await stored()).leaseUntil ?? kept) > kept).toBe(true);
    expect(signal?.aborted).toBe(false);
    await change({ leaseBy: "another instance" });
    vi.advanceTimersByTime(30_000);
    await runner.idle();
    expect(signal?.aborted).toBe(true);
    expect(await stored()).toMatchObject({ leaseBy: "another instance" });
  });

  test("runs again soon after a failure, later after each further one, and forgets them once it succeeds", async () => {
    let fails = true;
    const runner = runnerOf(
      task(async () => {
        if (fails) throw new Error("the disk is full");
      }),
    );
    for (const minutes of [1, 2, 4]) {
      await lookAll([runner]);
      const { dueAt, lastEndedAt, lastResult } = await stored();
      expect(lastResult).toBe("failed");
      expect(dueAt.getTime() - (lastEndedAt?.getTime() ?? 0)).toBe(minutes * 60_000);
      await change({ dueAt: await fromNow(-1) });
    }
    expect((await stored()).failures).toBe(3);
    fails = false;
    await lookAll([runner]);
    expect(await stored()).toMatchObject({ failures: 0, lastResult: "done" });
  });

  test("stays due for the next instance when this one stops in the middle", async () => {
    const first = runnerOf(
      task((signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve()))),
    );
    await first.look();
    await first.stop();
    expect(await stored()).toMatchObject({ leaseBy: null, lastResult: "stopped" });
    await lookAll([first]);
    expect(runs).toBe(0);
    await lookAll([runnerOf(task())]);
    expect(runs).toBe(1);
  });

  test("runs although its times were written while the clock was days ahead", async () => {
    await due(9 * 24 * HOUR_MS);
    await change({ leaseUntil: await fromNow(9 * 24 * HOUR_MS), leaseBy: "an instance of that time" });
    await lookAll([runnerOf(task())]);
    expect(runs).toBe(1);
    expect((await stored()).dueAt.getTime()).toBeLessThan((await fromNow(HOUR_MS + 60_000)).getTime());
  });
});

test("what every instance does for itself runs on each, stores nothing, and runs once more when the instance stops", async () => {
  const own = task(undefined, { by: "each" });
  const instances = [runnerOf(own), runnerOf(own)];
  await lookAll(instances);
  await lookAll(instances);
  expect([runs, await getDb().task.count()]).toEqual([2, 0]);
  await instances[0]?.stop();
  expect(runs).toBe(3);
});

test("a look costs one statement while nothing is due, and there is one look a minute", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const watch = watchPlans();
  const runner = runnerOf(task(), task(undefined, { name: "sweep" }));
  await lookAll([runner]);
  expect(await watch.statementsOf(() => lookAll([runner]))).toHaveLength(1);
  const look = vi.spyOn(runner, "look");
  runner.start();
  vi.advanceTimersByTime(10 * 60_000);
  expect(look).toHaveBeenCalledTimes(11);
  await watch.end();
});

test("a look while the database does not answer is made up for by the next one", async () => {
  const runner = runnerOf(task());
  const raw = vi.spyOn(getDb(), "$queryRaw").mockRejectedValueOnce(new Error("gone"));
  await expect(lookAll([runner])).resolves.toBeUndefined();
  raw.mockRestore();
  await lookAll([runner]);
  expect(runs).toBe(1);
});

test("the database’s time is not this machine’s wall clock in another zone", async () => {
  expect(Math.abs((await databaseNow()).getTime() - Date.now())).toBeLessThan(60_000);
  await lookAll([runnerOf(task())]);
  expect(Math.abs(((await stored()).lastStartedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
});
