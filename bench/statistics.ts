/** Median, minimum and maximum over the rounds. */
export type Figure = { median: number; low: number; high: number };

/** Quantile with linear interpolation. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: ArrayLike<number>) => quantile(values, 0.5);

export function figure(rounds: readonly number[]): Figure {
  return { median: median(rounds), low: Math.min(...rounds), high: Math.max(...rounds) };
}

/** The ratio of two candidates within each round: whatever slowed the machine slowed both. */
export function ratio(rounds: readonly number[], reference: readonly number[]): Figure {
  return figure(rounds.map((value, round) => value / (reference[round] ?? Number.NaN)));
}

/**
 * Measures every candidate once per round. The order rotates, so that none always runs first or last.
 * @returns for each candidate, the values of its rounds
 */
export async function interleave<Name extends string, Value>(
  rounds: number,
  candidates: Readonly<Record<Name, () => Promise<Value>>>,
): Promise<Record<Name, Value[]>> {
  const names = Object.keys(candidates) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Value[]>;
  for (let round = 0; round < rounds; round++)
    for (let at = 0; at < names.length; at++) {
      const name = names[(at + round) % names.length] as Name;
      values[name].push(await candidates[name]());
    }
  return values;
}
