import { randomUUID } from "node:crypto";
import { log } from "../log";
import { onShutdown } from "../shutdown";
import { claimTask, endRun, isDue, readSchedule, renewLease, storeTask } from "./claims";
import type { Courier } from "./courier";
import { LOOK_MS, RENEW_MS, type Task } from "./task";
import { onWake } from "./wake";

const GATHER_MS = 100;

/** Runs tasks when they are due, at most one run of each at a time. */
export class Runner {
  readonly #by = randomUUID();
  readonly #stop = new AbortController();
  readonly #running = new Map<string, Promise<void>>();
  /** When the tasks of every instance ran here last, by `performance.now()`. */
  readonly #ranAt = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  #endWaking: () => void = () => {};
  #wakeTimer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tasks: readonly Task[],
    private readonly courier: Courier | null = null,
  ) {}

  /** Looks now and every minute. */
  start(): void {
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
    this.#timer.unref();
    for (const { name } of this.#tasksBy("each")) this.#ranAt.set(name, performance.now());
    this.#endWaking = onWake(() => {
      // Together with what the next few requests write.
      this.#wakeTimer ??= setTimeout(() => {
        this.#wakeTimer = undefined;
        void this.courier?.run();
      }, GATHER_MS).unref();
    });
    void this.look();
  }

  /** Starts what is due. One statement if nothing is. Never rejects; resolves when everything has started. */
  async look(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#startOwn();
    try {
      const { now, dueAt, hasPost } = await readSchedule();
      if (hasPost) void this.courier?.run();
      for (const task of this.#tasksBy("one")) {
        const due = dueAt.get(task.name);
        if (!due) await storeTask(task, now);
        if (this.#running.has(task.name) || (due && !isDue(task, due, now))) continue;
        if (await claimTask(task, this.#by, now)) this.#keep(task, this.#runClaimed(task));
      }
    } catch (error) {
      log.warn({ err: error }, "could not look for due tasks; trying again in a minute");
    }
  }

  /** Resolves when no run is left that has started so far. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Ends the running work as soon as it can be ended, and runs what every instance does for itself once more. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    clearTimeout(this.#wakeTimer);
    this.#endWaking();
    this.#stop.abort();
    await Promise.all([this.idle(), this.courier?.stop()]);
    await Promise.all(this.#tasksBy("each").map((task) => attempt(task, new AbortController().signal)));
  }

  #tasksBy(by: Task["by"]): Task[] {
    return this.tasks.filter((task) => task.by === by);
  }

  #startOwn(): void {
    const now = performance.now();
    for (const task of this.#tasksBy("each")) {
      // The timer may fire a moment early.
      const isEarly = now - (this.#ranAt.get(task.name) ?? Number.NEGATIVE_INFINITY) < task.everyMs - LOOK_MS / 2;
      if (isEarly || this.#running.has(task.name)) continue;
      this.#ranAt.set(task.name, now);
      this.#keep(task, attempt(task, this.#stop.signal));
    }
  }

  #keep({ name }: Task, run: Promise<unknown>): void {
    this.#running.set(
      name,
      run.then(() => void this.#running.delete(name)),
    );
  }

  async #runClaimed(task: Task): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => {
      renewLease(task, this.#by).then(
        (isOurs) => (isOurs ? undefined : lost.abort()),
        (error: unknown) => log.warn({ err: error, task: task.name }, "could not renew a task’s lease"),
      );
    }, RENEW_MS);
    const isDone = await attempt(task, AbortSignal.any([this.#stop.signal, lost.signal]));
    clearInterval(renewal);
    const result = this.#stop.signal.aborted ? "stopped" : isDone ? "done" : "failed";
    await endRun(task, this.#by, result).catch((error: unknown) =>
      log.warn({ err: error, task: task.name }, "could not record the end of a task; it will run again"),
    );
  }
}

/** @returns whether it succeeded */
async function attempt(task: Task, signal: AbortSignal): Promise<boolean> {
  try {
    await task.run(signal);
    return true;
  } catch (error) {
    log.warn({ err: error, task: task.name }, "a task failed; it will run again");
    return false;
  }
}

/** Runs the tasks of this process, and sends what they and the verbs leave, until it stops. */
export function startTasks(tasks: readonly Task[], courier: Courier | null = null): void {
  const runner = new Runner(tasks, courier);
  runner.start();
  onShutdown(() => runner.stop());
}
