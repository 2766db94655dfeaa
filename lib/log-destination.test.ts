import { openSync } from "node:fs";
import { PassThrough, Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fileSink, LogDestination, streamSink } from "@/lib/log-destination";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A disk with this much room. */
function disk(space: number) {
  const state = { space, written: "" };
  const destination = new LogDestination((bytes) => {
    const taken = bytes.subarray(0, state.space);
    state.space -= taken.length;
    state.written += taken.toString("latin1");
    return taken.length;
  });
  return { state, destination };
}

const lines = (text: string) => text.split("\n").filter(Boolean);

test("lines are written in order, without a note about dropped ones", () => {
  const { state, destination } = disk(Number.POSITIVE_INFINITY);
  for (const line of ["one\n", "two\n"]) destination.write(line);
  vi.advanceTimersByTime(10_000);
  expect(state.written).toBe("one\ntwo\n");
});

test("lines that don’t fit are dropped whole, and their number is logged once there is room, even if no other line follows", () => {
  const { state, destination } = disk(6);
  for (const line of ["first\n", "second\n", "third\n"]) destination.write(line);
  expect(state.written).toBe("first\n");
  vi.advanceTimersByTime(10_000);
  expect(state.written).toBe("first\n");
  state.space = 1_000;
  vi.advanceTimersByTime(1_000);
  const [, notice] = lines(state.written);
  expect(JSON.parse(notice ?? "")).toMatchObject({ level: "warn", dropped: 2, msg: "2 log lines were dropped" });
  destination.write("fourth\n");
  expect(lines(state.written)).toHaveLength(3);
});

test("a partly written line is finished before any other", () => {
  const { state, destination } = disk(3);
  destination.write("begun\n");
  destination.write("lost\n");
  expect(state.written).toBe("beg");
  state.space = 1_000;
  destination.write("next\n");
  const [first, notice, last] = lines(state.written);
  expect([first, last]).toEqual(["begun", "next"]);
  expect(JSON.parse(notice ?? "")).toMatchObject({ msg: "1 log line was dropped" });
});

test("every line that is written is complete, however little room there is", () => {
  const { state, destination } = disk(0);
  for (let turn = 0; turn < 500; turn++) {
    state.space += turn % 23;
    destination.write(`{"turn":${turn}}\n`);
  }
  state.space = 10_000;
  destination.write("{}\n");
  const seen = lines(state.written).map((line) => JSON.parse(line) as { turn?: number; dropped?: number });
  const dropped = seen.reduce((sum, line) => sum + (line.dropped ?? 0), 0);
  expect(dropped).toBeGreaterThan(0);
  expect(seen.filter(({ turn }) => turn !== undefined).length + dropped).toBe(500);
});

test("a full device and a closed file accept nothing and throw nothing", () => {
  expect(fileSink(openSync("/dev/full", "w"))(Buffer.from("line\n"))).toBe(0);
  expect(fileSink(1_000_000)(Buffer.from("line\n"))).toBe(0);
});

test("at most a megabyte is buffered for a stalled reader, and a closed pipe is harmless", () => {
  const stuck = new Writable({ write: () => {} });
  const sink = streamSink(stuck);
  let taken = 0;
  for (let turn = 0; turn < 300; turn++) taken += sink(Buffer.alloc(10_000));
  expect(taken).toBeGreaterThan(1_000_000);
  expect(taken).toBeLessThan(1_100_000);
  const gone = new PassThrough();
  const goneSink = streamSink(gone);
  gone.destroy(new Error("EPIPE"));
  expect(goneSink(Buffer.from("line\n"))).toBe(0);
});
