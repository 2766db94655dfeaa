import { AppError } from "../errors";

type Limits = {
  /** Jobs that run at once. */
  atOnce: number;
  /** Jobs that may wait, of everybody and of one network. */
  waiting: number;
  waitingOfOne: number;
  maxWaitMs: number;
};

type Waiting = { start: () => void; refuse: (error: AppError) => void };

/** Takes turns between networks, so that a flood from one delays only itself. */
export type Turns = {
  /** Runs a job when it is its turn. */
  take: <T>(network: string, job: () => Promise<T>) => Promise<T>;
  /** Throws what {@link take} would refuse a job with that came now. */
  assertRoom: (network: string) => void;
};

function busy(): AppError {
  const message = "Too many sign-ins right now. Try again in a few seconds.";
  return new AppError("UNAVAILABLE", message, { retryAfterSeconds: 5 });
}

/** Keeps the jobs that wait: of each network in the order they came, and the networks in turn. */
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

  /** The next job; its network then comes last. */
  next(): Waiting | undefined {
    const [network, [job, ...rest]] = this.#of.entries().next().value ?? ["", []];
    if (!job) return undefined;
    this.#of.delete(network);
    if (rest.length > 0) this.#of.set(network, rest);
    this.size -= 1;
    return job;
  }

  /** The newest job of the network that has the most, if that network has two more than this one. */
  dispensableFor(network: string): [string, Waiting] | undefined {
    const [longest, jobs] = [...this.#of].reduce((a, b) => (b[1].length > a[1].length ? b : a), ["", [] as Waiting[]]);
    const job = jobs.length > this.waitingOf(network) + 1 ? jobs.at(-1) : undefined;
    return job && [longest, job];
  }
}

/** Makes a queue. A job that finds no place, or waits too long, is refused as UNAVAILABLE before it has begun. */
export function makeTurns({ atOnce, waiting, waitingOfOne, maxWaitMs }: Limits): Turns {
  const queue = new Queue();
  let running = 0;

  function hasRoom(network: string): boolean {
    if (running < atOnce) return true;
    if (queue.waitingOf(network) >= waitingOfOne) return false;
    return queue.size < waiting || queue.dispensableFor(network) !== undefined;
  }

  function place(network: string): Promise<void> {
    if (running < atOnce) {
      running += 1;
      return Promise.resolve();
    }
    if (!hasRoom(network)) return Promise.reject(busy());
    const [longest, job] = (queue.size >= waiting && queue.dispensableFor(network)) || [];
    if (longest !== undefined && job) {
      queue.remove(longest, job);
      job.refuse(busy());
    }
    return new Promise((resolve, reject) => {
      const job: Waiting = { start: () => settle(resolve), refuse: (error) => settle(() => reject(error)) };
      const timer = setTimeout(() => {
        queue.remove(network, job);
        reject(busy());
      }, maxWaitMs);
      const settle = (then: () => void) => {
        clearTimeout(timer);
        then();
      };
      queue.add(network, job);
    });
  }

  async function take<T>(network: string, job: () => Promise<T>): Promise<T> {
    await place(network);
    try {
      return await job();
    } finally {
      const next = queue.next();
      // The place goes from one to the next: nobody who comes now is quicker than those who wait.
      if (next) next.start();
      else running -= 1;
    }
  }

  function assertRoom(network: string): void {
    if (!hasRoom(network)) throw busy();
  }

  return { take, assertRoom };
}
