import autocannon from "autocannon";
import { quantile } from "./statistics";

/** autocannon checks only this often whether it is done. */
const SAMPLE_MS = 50;

/** The request to repeat. */
export type RepeatedRequest = { path: string; headers?: Record<string, string> };

/** Times in milliseconds. */
export type Load = { perSecond: number; p50: number; p99: number; answered: number; failed: number };

/** Seconds, or a number of requests however long they take. */
export type Limit = { duration: number } | { amount: number };

type LoadOptions = {
  url: string;
  requests: readonly RepeatedRequest[];
  connections?: number;
  limit: Limit;
};

/**
 * Sends requests on `connections` kept-alive connections, one at a time on each. No reply, or one that isn't 2xx, counts as failed.
 */
export async function load({ url, requests, connections = 16, limit }: LoadOptions): Promise<Load> {
  const times: number[] = [];
  const began = performance.now();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const options = {
      url,
      connections,
      sampleInt: SAMPLE_MS,
      requests: requests.map((each) => ({ ...each })),
      ...limit,
    };
    const run = autocannon(options, (error, done) => (error ? reject(error) : resolve(done)));
    run.on("response", (_client, _status, _bytes, time) => times.push(time));
  });
  const failed = result.non2xx + result.errors + result.timeouts;
  const answered = result["2xx"];
  // autocannon averages its own rate over whole seconds, and rounds latencies to milliseconds.
  const perSecond = answered / ((performance.now() - began) / 1000);
  return { perSecond, p50: quantile(times, 0.5), p99: quantile(times, 0.99), answered, failed };
}
