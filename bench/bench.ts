import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, type TestServer } from "../e2e/server";
import { env } from "../lib/env";
import { startPostgres, type TestPostgres } from "../testing/postgres";
import type { Limit } from "./load";
import type { Figure } from "./statistics";

export type Provider = "sqlite" | "postgresql";
export const PROVIDER_NAMES: Record<Provider, string> = { sqlite: "SQLite", postgresql: "Postgres" };

/** One line of the list of targets. */
export type Verdict = {
  /** Names it for `reasons.ts`. */
  id: string;
  what: string;
  value: number;
  unit: string;
  target: number;
  /** What is aimed at beyond the target. */
  reach?: number;
  better: "higher" | "lower";
};

export type Table = { title: string; head: readonly string[]; rows: readonly (readonly string[])[] };

/** What a part of the benchmark found. */
export type Section = { title: string; intro: string; tables: readonly Table[]; verdicts: readonly Verdict[] };

/** How a run is done, and everything it has started. */
export class Bench {
  readonly checks: { name: string; ok: boolean }[] = [];
  readonly #stops: (() => unknown)[] = [];
  #postgres: Promise<TestPostgres> | undefined;
  #serial = 0;
  /** Somebody wants it to end. */
  isStopping = false;
  /** The browser's version, once a part has started one. */
  browser: string | undefined;

  /** @param smoke everything once and briefly: whether it works, not how fast */
  constructor(readonly smoke: boolean) {}

  /** The first number in earnest, the second in a smoke run. */
  pick<Value>(real: Value, smoke: Value): Value {
    return this.smoke ? smoke : real;
  }

  /** How long to ask: so many seconds; in a smoke run a few questions, which a busy machine answers as well. */
  limit(duration: number): Limit {
    return this.smoke ? { amount: 32 } : { duration };
  }

  say(text: string): void {
    console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
  }

  /** Notes whether something is as it must be; a run with a failed check fails. */
  check(name: string, ok: boolean): void {
    this.checks.push({ name, ok });
    if (!ok || this.smoke) this.say(`${ok ? "✓" : "✗"} ${name}`);
  }

  /** Has `stop` called at the end, whatever the end is; the latest first. */
  onEnd(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  async end(): Promise<void> {
    this.#postgres = undefined;
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) await stop();
  }

  /** A folder that goes away at the end. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "purser-bench-"));
    this.onEnd(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** The address of a new, empty database. */
  async database(provider: Provider): Promise<string> {
    if (provider === "sqlite") return `file:${join(this.folder(), "purser.db")}`;
    this.#postgres ??= startPostgres().then((postgres) => {
      this.onEnd(() => postgres.stop());
      return postgres;
    });
    const postgres = await this.#postgres;
    const name = `bench_${++this.#serial}`;
    await postgres.createDatabase(name);
    return postgres.url(name);
  }

  /** The production build on that database. */
  async console(databaseUrl: string, settings: Record<string, string> = {}): Promise<TestServer> {
    const own = { DATABASE_URL: databaseUrl, AUTH_SECRET: env().AUTH_SECRET, LOG_LEVEL: "warn" };
    const server = await startServer({ ...own, ...settings });
    this.onEnd(() => server.stop());
    return server;
  }
}

const digits = (value: number) => (value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** "1,234", "12.3" or "1.23"; of what would round to nothing two digits, "0.00013". */
export function number(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toLocaleString("en", { maximumSignificantDigits: 2 });
  return Number.isFinite(value) ? value.toLocaleString("en", { maximumFractionDigits: digits(value) }) : "–";
}

/** "1,234 (1,200–1,300)": the median and its spread. */
export function spreadText({ median, low, high }: Figure, unit = ""): string {
  return `${number(median)}${unit} (${number(low)}–${number(high)})`;
}
