import { randomUUID } from "node:crypto";
import { log } from "../log";
import { type Claimed, claimDeliveries } from "./outbox";

/** What a kind of delivery needs. `send` notes the result itself, and returns when to try again if that is soon. */
export type Sender = { kind: string; send: (delivery: Claimed, signal: AbortSignal) => Promise<Date | null> };

export type CourierParts = {
  /** Puts the deliveries of new events into the outbox. */
  handOn: () => Promise<void>;
  senders: readonly Sender[];
};

/** A wait longer than this ends with a look at the database. */
const SOON_MS = 60_000;

/** Sends what is due, and collects what comes in meanwhile. One run at a time. */
export class Courier {
  readonly #by = randomUUID();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #isAgain = false;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(private readonly parts: CourierParts) {}

  /** Never rejects. */
  run(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    this.#isAgain = true;
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    await this.#running;
  }

  async #work(): Promise<void> {
    try {
      while (this.#isAgain && !this.#stop.signal.aborted) {
        this.#isAgain = false;
        await this.parts.handOn();
        await this.#sendAll();
      }
    } catch (error) {
      log.warn({ err: error }, "could not send what is due; trying again within a minute");
    }
  }

  async #sendAll(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const claimed = await claimDeliveries(this.#by);
      if (claimed.length === 0) return;
      await Promise.all(claimed.map((delivery) => this.#send(delivery)));
    }
  }

  async #send(delivery: Claimed): Promise<void> {
    try {
      const sender = this.parts.senders.find(({ kind }) => kind === delivery.kind);
      if (!sender) return;
      this.#runAt(await sender.send(delivery, this.#stop.signal));
    } catch (error) {
      // The lease ends, and the delivery is tried again.
      log.warn({ err: error, delivery: delivery.id }, "could not note a delivery; it will be sent again");
    }
  }

  #runAt(at: Date | null): void {
    const waitMs = at ? at.getTime() - Date.now() : SOON_MS;
    if (waitMs >= SOON_MS) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.run();
    }, Math.max(waitMs, 0) + 50);
    timer.unref();
    this.#timers.add(timer);
  }
}
