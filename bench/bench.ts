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

/** A row in the list of targets. */
export type Verdict = {
  /** Key of the explanation in `reasons.ts`. */
  id: string;
  what: string;
  value: number;
  unit: string;
  target: number;
  /** A stretch goal beyond the target. */
  reach?: number;
  better: "higher" | "lower";
};

export type Table = { title: string; head: readonly string[]; rows: readonly (readonly string[])[] };

/** The results of one part of the benchmark. */
export type Section = { title: string; intro: string; tables: readonly Table[]; verdicts: readonly Verdict[] };

/** The state of one run: its settings, its checks and everything it has started. */
export class Bench {
  readonly checks: { name: string; ok: boolean }[] = [];
  readonly #stops: (() => unknown)[] = [];
  #postgres: Promise<TestPostgres> | undefined;
  #serial = 0;
  /** Set by SIGINT and SIGTERM. */
  isStopping = false;
  /** The browser's version, known once a part has started one. */
  browser: string | undefined;

  /** @param smoke run everything once, briefly, to see that it works; results mean nothing */
  constructor(readonly smoke: boolean) {}

  /** `full` in a real run, `smoke` in a smoke run. */
  pick<Value>(real: Value, smoke: Value): Value {
    return this.smoke ? smoke : real;
  }

  /** How long to send requests: so many seconds, or in a smoke run a fixed number of requests, which a busy machine can also serve. */
  limit(duration: number): Limit {
    return this.smoke ? { amount: 32 } : { duration };
  }

  say(text: string): void {
    console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
  }

  /** Records a check. A run with a failed check fails. */
  check(name: string, ok: boolean): void {
    this.checks.push({ name, ok });
    if (!ok || this.smoke) this.say(`${ok ? "✓" : "✗"} ${name}`);
  }

  /** Calls `stop` when the run ends for whatever reason, in reverse order of registration. */
  onEnd(stop: () => unknown): void {
    this.#stops.push(stop);
  }

  async end(): Promise<void> {
    this.#postgres = undefined;
    for (let stop = this.#stops.pop(); stop; stop = this.#stops.pop()) await stop();
  }

  /** Creates a temporary folder that is deleted at the end. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "purser-bench-"));
    this.onEnd(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Creates an empty database. @returns its address */
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

  /** Starts the production build on that database. */
  async console(databaseUrl: string, settings: Record<string, string> = {}): Promise<TestServer> {
    const own = { DATABASE_URL: databaseUrl, AUTH_SECRET: env().AUTH_SECRET, LOG_LEVEL: "warn" };
    const server = await startServer({ ...own, ...settings });
    this.onEnd(() => server.stop());
    return server;
  }
}

const digits = (value: number) => (value >= 100 ? 0 : value >= 10 ? 1 : 2);

/** Formats as "1,234", "12.3" or "1.23", and with two significant digits below that: "0.00013". */
export function number(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.01) return value.toLocaleString("en", { maximumSignificantDigits: 2 });
  return Number.isFinite(value) ? value.toLocaleString("en", { maximumFractionDigits: digits(value) }) : "–";
}

/** Formats as "1,234 (1,200–1,300)": the median and its spread. */
export function spreadText({ median, low, high }: Figure, unit = ""): string {
  return `${number(median)}${unit} (${number(low)}–${number(high)})`;
}
