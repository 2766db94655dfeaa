// Runs suites in parallel, within the capacity of two cores.

/**
 * @template Result
 * @template {{name: string, after?: string[], waitsFor?: string[], weight?: number}} Suite
 * @param {Suite[]} suites
 *   after: must have passed first; waitsFor: must only have ended
 * @param {{capacity: number, run: (suite: Suite) => Promise<Result>, passed: (result: Result) => boolean,
 *   skip: (suite: Suite, failed: string) => Result}} how
 * @returns {Promise<Result[]>} in the order of `suites`
 */
export function schedule(suites, { capacity, run, passed, skip }) {
  /** @type {Map<string, Result>} */
  const results = new Map();
  const waiting = new Set(suites);
  const known = new Set(suites.map((suite) => suite.name));
  let free = capacity;

  return new Promise((resolve, reject) => {
    const ready = (/** @type {Suite} */ suite) =>
      [...(suite.after ?? []), ...(suite.waitsFor ?? [])].every((name) => results.has(name) || !known.has(name));
    const failedBefore = (/** @type {Suite} */ suite) =>
      (suite.after ?? []).find((name) => {
        const result = results.get(name);
        return result !== undefined && !passed(result);
      });

    function advance() {
      for (const suite of waiting) {
        if (!ready(suite)) continue;
        const failed = failedBefore(suite);
        const weight = Math.min(suite.weight ?? 1, capacity);
        if (!failed && weight > free) continue;
        waiting.delete(suite);
        if (failed) {
          results.set(suite.name, skip(suite, failed));
          return advance();
        }
        free -= weight;
        run(suite).then((result) => {
          free += weight;
          results.set(suite.name, result);
          advance();
        }, reject);
      }
      if (results.size === suites.length)
        resolve(suites.map((suite) => /** @type {Result} */ (results.get(suite.name))));
    }
    advance();
  });
}
