import { performance } from "node:perf_hooks";
import { setImmediate as nextTurn } from "node:timers/promises";

/** How long one slice may keep the process busy. SQLite and what is made of its rows run in the process itself. */
const TARGET_MS = 5;

type Bounds = { first: number; least: number; most: number };

/** Cuts long work on many rows into slices between which other requests have their turn. */
export class Slices {
  #rows: number;

  constructor(private readonly bounds: Bounds) {
    this.#rows = bounds.first;
  }

  /** How many rows the next slice should have. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Runs one slice, then lets whatever is waiting run. The next one is smaller or larger by how long this one kept the
   * process busy; waiting for a database elsewhere does not count.
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
