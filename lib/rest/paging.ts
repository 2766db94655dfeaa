import { z } from "zod";

export const MAX_PAGE_SIZE = 100;
const DEFAULT_PAGE_SIZE = 10;
const MAX_PAGE = 1_000_000;

/** A whole number in the query or path. `name` is for error messages. */
export function integerText(name: string, min: number, max: number) {
  const must = (text: string) => `${name} must be ${text}`;
  return z
    .string(must("a whole number"))
    .regex(/^-?\d{1,15}$/, must("a whole number"))
    .transform(Number)
    .pipe(
      z
        .int()
        .min(min, must(`at least ${min}`))
        .max(max, must(`at most ${max}`)),
    );
}

/** As in Harbor, a page size of 0 means the maximum. */
export const pagingShape = {
  page: integerText("page", 0, MAX_PAGE)
    .optional()
    .transform((page) => Math.max(page ?? 1, 1))
    .pipe(z.int().min(0).max(MAX_PAGE))
    .meta({ description: "Page number, starting at 1.", default: 1 }),
  page_size: integerText("page_size", 0, MAX_PAGE_SIZE)
    .optional()
    .transform((size) => (size === 0 ? MAX_PAGE_SIZE : (size ?? DEFAULT_PAGE_SIZE)))
    .pipe(z.int().min(0).max(MAX_PAGE_SIZE))
    .meta({ description: "Rows per page, up to 100; 0 for the maximum.", default: DEFAULT_PAGE_SIZE }),
};

export type Paging = { page: number; page_size: number };

/** The total and the links to the adjacent pages. */
export function pageHeaders(path: string, query: object, { page, page_size: size }: Paging, total: number) {
  const link = (to: number, rel: string) => `<${address(path, query, to, size)}>; rel="${rel}"`;
  const last = Math.ceil(total / size);
  const links = [
    ...(page > 1 && total > 0 ? [link(Math.min(page - 1, last), "prev")] : []),
    ...(page < last ? [link(page + 1, "next")] : []),
  ];
  return { "X-Total-Count": String(total), ...(links.length > 0 && { Link: links.join(", ") }) };
}

function address(path: string, query: object, page: number, size: number): string {
  const { page: _page, page_size: _size, ...rest } = query as Record<string, unknown>;
  const kept = Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]]));
  return `/api/v2.0${path}?${new URLSearchParams([...kept, ["page", String(page)], ["page_size", String(size)]])}`;
}
