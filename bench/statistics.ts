/** A measured value: the median of its rounds, and the lowest and highest of them. */
export type Figure = { median: number; low: number; high: number };

/** The value below which `share` of the values lie, between neighbours as the place falls. */
export function quantile(values: ArrayLike<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export const median = (values: ArrayLike<number>) => quantile(values, 0.5);

/** Sums rounds up. */
export function figure(rounds: readonly number[]): Figure {
  return { median: median(rounds), low: Math.min(...rounds), high: Math.max(...rounds) };
}

/** The ratio of two candidates, taken within each round: what slowed the machine slowed both. */
export function ratio(rounds: readonly number[], reference: readonly number[]): Figure {
  return figure(rounds.map((value, round) => value / (reference[round] ?? Number.NaN)));
}

/**
 * Measures every candidate once a round. The order turns from round to round, so none is always the first or the last.
 * @returns per candidate the values of its rounds
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
