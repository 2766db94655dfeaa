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

/** Prisma's `skip` and `take` of a page. */
export function skipTake({ page, size }: { page: number; size: number }): { skip: number; take: number } {
  return { skip: (page - 1) * size, take: size };
}
