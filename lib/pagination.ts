import { z } from "zod";

const PAGE_SIZES = [15, 25, 50, 100] as const;

/** Invalid values in a URL fall back to the defaults. */
export const pagingSchema = z.object({
  page: z.number().int().min(1).max(100_000).catch(1),
  size: z.literal(PAGE_SIZES).catch(15),
});

/** @param maxLength of the searched column: a longer term could not match */
export function searchTerm(maxLength: number) {
  return z
    .string()
    .catch("")
    .transform((text) => text.trim().slice(0, maxLength));
}

/** A list with more rows shows "10,000+": counting a million rows is slow on every database. */
export const COUNT_LIMIT = 10_000;

/** `total` is exact up to {@link COUNT_LIMIT}; above it `capped` is true. */
export type Page<Row> = { rows: Row[]; total: number; capped: boolean; page: number; size: number };

export type Paging = { page: number; size: number };

/** `take` for a count: one above the limit shows that there are more. */
export const COUNT_TAKE = COUNT_LIMIT + 1;

/** @param counted with {@link COUNT_TAKE} */
export function toPage<Row>(rows: Row[], counted: number, { page, size }: Paging): Page<Row> {
  return { rows, total: Math.min(counted, COUNT_LIMIT), capped: counted > COUNT_LIMIT, page, size };
}

/**
 * The total for REST clients that page by it: exact up to {@link COUNT_LIMIT}. Above it, it always exceeds the rows
 * returned so far while there is another page, so that clients page to the end and no further.
 * @param found rows of the page, plus the first of the next page if there is one
 * @param counted with {@link COUNT_TAKE}
 */
export function boundedTotal({ page, size }: Paging, found: number, counted: number): number {
  if (counted <= COUNT_LIMIT || found === 0) return counted;
  return Math.max(counted, (page - 1) * size + found);
}

export function skipTake({ page, size }: Paging): { skip: number; take: number } {
  return { skip: (page - 1) * size, take: size };
}

/** The requested page, or the last one if the list has become shorter. */
export async function pageOrLast<Input extends Paging, Row>(
  input: Input,
  list: (input: Input) => Promise<Page<Row>>,
): Promise<Page<Row>> {
  const found = await list(input);
  if (found.rows.length > 0 || found.total === 0) return found;
  return list({ ...input, page: Math.ceil(found.total / input.size) });
}
