import { boundedTotal, COUNT_TAKE, type Paging, skipTake } from "./pagination";

/** Reads one page for REST clients, with the total of {@link boundedTotal}. */
export async function readBoundedPage<Row>(
  paging: Paging,
  find: (part: { skip: number; take: number }) => Promise<Row[]>,
  count: (part: { take: number }) => Promise<number>,
): Promise<{ rows: Row[]; total: number }> {
  const part = { ...skipTake(paging), take: paging.size + 1 };
  const [found, counted] = await Promise.all([find(part), count({ take: COUNT_TAKE })]);
  return { rows: found.slice(0, paging.size), total: boundedTotal(paging, found.length, counted) };
}
