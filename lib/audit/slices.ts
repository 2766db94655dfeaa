import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

/** CPU time per slice. SQLite runs in the process itself, so a long slice delays every request. */
const TARGET_MS = 3;

type Bounds = { first: number; least: number; most: number };

/** Splits long work on many rows into slices and lets other requests run in between. */
export class Slices {
  #rows: number;

  constructor(private readonly bounds: Bounds) {
    this.#rows = bounds.first;
  }

  /** The size of the next slice. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Runs one slice, then yields. The size of the next slice follows from how long this one kept the process busy, not
   * counting the time it waited for a remote database.
   */
  async run<T>(work: (rows: number) => Promise<T>): Promise<T> {
    const { least, most } = this.bounds;
    const before = performance.eventLoopUtilization();
    const result = await work(this.#rows);
    const { active } = performance.eventLoopUtilization(before);
    const fitting = Math.round((this.#rows * TARGET_MS) / Math.max(active, 0.1));
    this.#rows = Math.min(Math.max(fitting, least), most, this.#rows * 2);
    await nextTurn();
    return result;
  }
}
