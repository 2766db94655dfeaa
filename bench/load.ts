import autocannon from "autocannon";
import { quantile } from "./statistics";

/** autocannon only looks this often whether it is done. */
const SAMPLE_MS = 50;

/** What is asked, over and over. */
export type Question = { path: string; headers?: Record<string, string> };

/** How it went. Times in milliseconds. */
export type Load = { perSecond: number; p50: number; p99: number; answered: number; failed: number };

/** Seconds, or a number of questions however long they take. */
export type Limit = { duration: number } | { amount: number };

type LoadOptions = {
  url: string;
  questions: readonly Question[];
  connections?: number;
  limit: Limit;
};

/**
 * Asks on `connections` kept-alive connections at once, each connection one question after another. A reply that is not 2xx counts as failed, and so does none.
 */
export async function load({ url, questions, connections = 16, limit }: LoadOptions): Promise<Load> {
  const times: number[] = [];
  const began = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url,
      connections,
      sampleInt: SAMPLE_MS,
      requests: questions.map((each) => ({ ...each })),
      ...limit,
    };
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    run.on("response", (_client, _status, _bytes, time) => times.push(time));
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  const answered = result["2xx"];
  // autocannon's own rate is over whole seconds, and its latencies are whole milliseconds.
  const perSecond = answered / ((performance.now() - began) / 1000);
  return { perSecond, p50: quantile(times, 0.5), p99: quantile(times, 0.99), answered, failed };
}
