import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "../log";
import { type Claimed, claimDeliveries, placeOf } from "./outbox";

/** What a kind of delivery needs. `send` notes the result itself, and returns when to try again if that is soon. */
export type Sender = { kind: string; send: (delivery: Claimed, signal: AbortSignal) => Promise<Date | null> };

export type CourierParts = {
  /** Puts the deliveries of new events into the outbox. */
  handOn: () => Promise<void>;
  senders: readonly Sender[];
};

/** A wait longer than this ends with a look at the database. */
const SOON_MS = 60_000;

/** At once, and to one webhook: a slow receiver must not keep the others waiting. */
const SLOTS = 32;
const SLOTS_OF_ONE = 4;
/** A webhook that took longer the last time gets one: the many webhooks of one project must not take all slots. */
const SLOW_MS = 2_000;
const GATHER_MS = 20;

/** Sends what is due, and collects what comes in meanwhile. One run at a time. */
export class Courier {
  readonly #by = randomUUID();
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;
  #isAgain = false;
  #call: () => void = () => {};
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #slow = new Set<number>();

  constructor(
    private readonly parts: CourierParts,
    private readonly slowMs = SLOW_MS,
  ) {}

  /** Never rejects. */
  run(): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    this.#isAgain = true;
    this.#call();
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
    const sending = new Map<number, { place: number; ended: Promise<void> }>();
    try {
      while (!this.#stop.signal.aborted) {
        if (this.#isAgain) {
          this.#isAgain = false;
          await this.parts.handOn();
        }
        const wasBusy = sending.size > 0;
        const room = { count: SLOTS - sending.size, most: SLOTS_OF_ONE, sending: this.#taken(sending.values()) };
        for (const delivery of await claimDeliveries(this.#by, room)) {
          const ended = this.#send(delivery).finally(() => sending.delete(delivery.id));
          sending.set(delivery.id, { place: placeOf(delivery), ended });
        }
        if (sending.size === 0) {
          // What ended meanwhile may have made room.
          if (this.#isAgain || wasBusy) continue;
          return;
        }
        await Promise.race([...[...sending.values()].map(({ ended }) => ended), this.#called()]);
        // Quick replies come together: one look at the database for all.
        await sleep(GATHER_MS);
      }
    } catch (error) {
      log.warn({ err: error }, "could not send what is due; trying again within a minute");
    } finally {
      await Promise.all([...sending.values()].map(({ ended }) => ended));
    }
  }

  /** Resolves when there is something new. */
  #called(): Promise<void> {
    return new Promise((resolve) => {
      this.#call = resolve;
      if (this.#isAgain) resolve();
    });
  }

  /** The slots in use by webhook. A slow one can't use all but one. */
  #taken(sending: Iterable<{ place: number }>): Map<number, number> {
    const counts = new Map([...this.#slow].map((place) => [place, SLOTS_OF_ONE - 1]));
    for (const { place } of sending) counts.set(place, (counts.get(place) ?? 0) + 1);
    return counts;
  }

  #noteSpeed({ endpointId }: Claimed, tookMs: number): void {
    if (endpointId === null) return;
    if (tookMs >= this.slowMs) this.#slow.add(endpointId);
    else this.#slow.delete(endpointId);
  }

  async #send(delivery: Claimed): Promise<void> {
    try {
      const sender = this.parts.senders.find(({ kind }) => kind === delivery.kind);
      if (!sender) return;
      const began = performance.now();
      const next = await sender.send(delivery, this.#stop.signal);
      this.#noteSpeed(delivery, performance.now() - began);
      this.#runAt(next);
    } catch (error) {
      // The lease ends, and the delivery is tried again.
      log.warn({ err: error, delivery: delivery.id }, "could not record a delivery; it will be sent again");
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
