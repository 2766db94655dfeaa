import { AppError } from "../errors";

type Limits = {
  /** Jobs that run concurrently. */
  atOnce: number;
  /** Jobs that may wait, in total and per network. */
  waiting: number;
  waitingOfOne: number;
  maxWaitMs: number;
};

type Waiting = { start: () => void; refuse: (error: AppError) => void };

function busy(): AppError {
  const message = "Too many sign-ins right now. Try again in a few seconds.";
  return new AppError("UNAVAILABLE", message, { retryAfterSeconds: 5 });
}

/** Waiting jobs: first come, first served within a network, and round-robin between networks. */
class Queue {
  readonly #of = new Map<string, Waiting[]>();
  size = 0;

  waitingOf(network: string): number {
    return this.#of.get(network)?.length ?? 0;
  }

  add(network: string, job: Waiting): void {
    this.#of.set(network, [...(this.#of.get(network) ?? []), job]);
    this.size += 1;
  }

  remove(network: string, job: Waiting): void {
    const jobs = this.#of.get(network) ?? [];
    const others = jobs.filter((other) => other !== job);
    this.size -= jobs.length - others.length;
    if (others.length > 0) this.#of.set(network, others);
    else this.#of.delete(network);
  }

  /** Takes the next job and moves its network to the end. */
  next(): Waiting | undefined {
    const [network, [job, ...rest]] = this.#of.entries().next().value ?? ["", []];
    if (!job) return undefined;
    this.#of.delete(network);
    if (rest.length > 0) this.#of.set(network, rest);
    this.size -= 1;
    return job;
  }

  /** The newest job of the longest queue, if that has at least two jobs more than this network's. */
  evictableFor(network: string): [string, Waiting] | undefined {
    const [longest, jobs] = [...this.#of].reduce((a, b) => (b[1].length > a[1].length ? b : a), ["", [] as Waiting[]]);
    const job = jobs.length > this.waitingOf(network) + 1 ? jobs.at(-1) : undefined;
    return job && [longest, job];
  }

  /** Resolves when it is the network's turn. @throws AppError UNAVAILABLE after `maxWaitMs`, or when evicted */
  wait(network: string, maxWaitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const job: Waiting = { start: () => settle(resolve), refuse: (error) => settle(() => reject(error)) };
      const timer = setTimeout(() => {
        this.remove(network, job);
        reject(busy());
      }, maxWaitMs);
      const settle = (then: () => void) => {
        clearTimeout(timer);
        then();
      };
      this.add(network, job);
    });
  }
}

/**
 * Runs jobs in turns between networks, so that a flood from one delays only itself. A job that finds no room, or waits
 * too long, is refused as UNAVAILABLE before it starts.
 */
export function makeTurns({ atOnce, waiting, waitingOfOne, maxWaitMs }: Limits) {
  const queue = new Queue();
  let running = 0;

  function hasRoom(network: string): boolean {
    if (running < atOnce) return true;
    if (queue.waitingOf(network) >= waitingOfOne) return false;
    return queue.size < waiting || queue.evictableFor(network) !== undefined;
  }

  function assertRoom(network: string): void {
    if (!hasRoom(network)) throw busy();
  }

  async function enter(network: string): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return;
    }
    assertRoom(network);
    const [longest, job] = (queue.size >= waiting && queue.evictableFor(network)) || [];
    if (longest !== undefined && job) {
      queue.remove(longest, job);
      job.refuse(busy());
    }
    await queue.wait(network, maxWaitMs);
  }

  async function take<T>(network: string, job: () => Promise<T>): Promise<T> {
    await enter(network);
    try {
      return await job();
    } finally {
      const next = queue.next();
      // The slot passes straight on, so that a new job cannot overtake those that wait.
      if (next) next.start();
      else running -= 1;
    }
  }

  return { take, assertRoom, waiting: () => queue.size };
}
