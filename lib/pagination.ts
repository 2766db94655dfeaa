import { z } from "zod";

/** How many rows a page of a list may hold. */
const PAGE_SIZES = [15, 25, 50, 100] as const;

/** Where one is in a list; what an address says wrongly counts as not said. */
export const pagingSchema = z.object({
  page: z.number().int().min(1).max(100_000).catch(1),
  size: z.literal(PAGE_SIZES).catch(15),
});

/** What is searched for: trimmed, and no longer than anything one could find. */
export function searchTerm(maxLength: number) {
  return z
    .string()
    .catch("")
    .transform((text) => text.trim().slice(0, maxLength));
}

/** Rows are counted up to this many; past it a list says "10,000+" (counting a million rows is slow everywhere). */
export const COUNT_LIMIT = 10_000;

/** One page of a list. `total` is exact up to {@link COUNT_LIMIT}; then `capped` is true. */
export type Page<Row> = { rows: Row[]; total: number; capped: boolean; page: number; size: number };

/** `take` for a capped count, one more than the limit so that "more" can be told. */
export const COUNT_TAKE = COUNT_LIMIT + 1;

/** Puts a page together from its rows and a count made with {@link COUNT_TAKE}. */
export function toPage<Row>(rows: Row[], counted: number, paging: { page: number; size: number }): Page<Row> {
  return {
    rows,
    total: Math.min(counted, COUNT_LIMIT),
    capped: counted > COUNT_LIMIT,
    page: paging.page,
    size: paging.size,
  };
}

/**
 * How many rows a numbered list has, from a count made with {@link COUNT_TAKE}: exact up to {@link COUNT_LIMIT}. Past it
 * at least that many, and always more than the pages so far while there is another, so that who pages by it ends right.
 * @param found rows of the page and, when there is one, the first of the next
 */
export function boundedTotal({ page, size }: { page: number; size: number }, found: number, counted: number): number {
  if (counted <= COUNT_LIMIT || found === 0) return counted;
  return Math.max(counted, (page - 1) * size + found);
}

/** Prisma's `skip` and `take` of a page. */
export function skipTake({ page, size }: { page: number; size: number }): { skip: number; take: number } {
  return { skip: (page - 1) * size, take: size };
}

/** The page asked for, or the last one when there are fewer by now. */
export async function pageOrLast<Input extends { page: number; size: number }, Row>(
  input: Input,
  list: (input: Input) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const found = await list(input);
  if (found.rows.length > 0 || found.total === 0) return found;
  return list({ ...input, page: Math.ceil(found.total / input.size) });
}
