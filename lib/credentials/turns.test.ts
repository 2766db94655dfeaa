import { describe, expect, test, vi } from "vitest";
import { makeTurns } from "./turns";

const LIMITS = { atOnce: 1, waiting: 6, waitingOfOne: 4, maxWaitMs: 60_000 };

/** `begun` lists the jobs in the order they started; `endOne` ends the running one. */
function stage(limits = LIMITS) {
  const { take: turns } = makeTurns(limits);
  const begun: string[] = [];
  let end = () => {};
  const ask = (network: string, name: string) =>
    turns(network, () => {
      begun.push(name);
      return new Promise<string>((resolve) => {
        end = () => resolve(name);
      });
    }).catch(({ code }) => code as string);
  const endOne = async () => {
    end();
    await new Promise((done) => setImmediate(done));
  };
  return { ask, begun, endOne };
}

describe("turns", () => {
  test("alternate between networks; within one, jobs start in order of arrival", async () => {
    const { ask, begun, endOne } = stage();
    for (const name of ["a1", "a2", "a3", "a4", "b1", "c1"]) void ask(name[0] ?? "", name);
    for (let turn = 0; turn < 6; turn++) await endOne();
    expect(begun).toEqual(["a1", "a2", "b1", "c1", "a3", "a4"]);
  });

  test("one network can fill only its share, so another is not refused", async () => {
    const { ask, begun, endOne } = stage();
    const flood = Array.from({ length: 20 }, (_, at) => ask("flood", `f${at}`));
    const other = ask("other", "o");
    expect((await Promise.all(flood.slice(5))).every((code) => code === "UNAVAILABLE")).toBe(true);
    await endOne();
    await endOne();
    expect(begun).toEqual(["f0", "f1", "o"]);
    await endOne();
    expect(await other).toBe("o");
  });

  test("when several networks have filled the queue, a new one replaces a job of the longest", async () => {
    const { ask, endOne } = stage();
    const first = ["a0", "a1", "a2", "a3", "b1", "b2", "b3"].map((name) => ask(name[0] ?? "", name));
    const late = ask("c", "c1");
    const pushed = await Promise.race([Promise.any(first.slice(4).concat(first.slice(1, 4))), first[3]]);
    expect(pushed).toBe("UNAVAILABLE");
    for (let turn = 0; turn < 7; turn++) await endOne();
    expect(await late).toBe("c1");
  });

  test("a job that waits too long is refused before it starts, and frees its place", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const { ask, begun, endOne } = stage({ ...LIMITS, maxWaitMs: 500 });
      void ask("a", "a1");
      const waiting = ask("a", "a2");
      vi.advanceTimersByTime(501);
      expect(await waiting).toBe("UNAVAILABLE");
      const next = ask("a", "a3");
      await endOne();
      expect(begun).toEqual(["a1", "a3"]);
      await endOne();
      expect(await next).toBe("a3");
    } finally {
      vi.useRealTimers();
    }
  });

  test("a failed job frees its slot", async () => {
    const { take: turns } = makeTurns(LIMITS);
    const failing = turns("a", () => Promise.reject(new Error("no")));
    const next = turns("a", async () => "done");
    await expect(failing).rejects.toThrow("no");
    await expect(next).resolves.toBe("done");
  });

  test("a hundred waiting jobs run in order of arrival, and none is overtaken", async () => {
    const { take: turns } = makeTurns({ atOnce: 2, waiting: 100, waitingOfOne: 100, maxWaitMs: 60_000 });
    const done: number[] = [];
    await Promise.all(Array.from({ length: 100 }, (_, at) => turns("a", async () => void done.push(at))));
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });
});
