import { z } from "zod";

const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/u;

/** Free text in any script with line breaks, but no other control characters: Postgres rejects NUL. */
export function plainText(maxLength: number) {
  return z
    .string("Enter some text.")
    .trim()
    .max(maxLength, `At most ${maxLength} characters.`)
    .refine((text) => !CONTROL_CHARACTERS.test(text.replace(/[\n\r\t]/g, "")), "Remove the control characters.")
    .refine((text) => text.isWellFormed(), "Remove the invalid characters.");
}

export function oneLine(maxLength: number) {
  return plainText(maxLength).refine((text) => !/[\n\r\t]/.test(text), "Use a single line.");
}

/**
 * Normalizes text for search; apply it to both the stored text and the search term. Characters special to LIKE (`%`, `_`,
 * `\`) become look-alikes, because Prisma's `contains` does not escape them. NUL is replaced because Postgres rejects it.
 */
export function searchText(text: string): string {
  return text
    .toWellFormed()
    .toLowerCase()
    .replaceAll("%", "٪")
    .replaceAll("_", "‿")
    .replaceAll("\\", "⧵")
    .replaceAll("\0", "\uFFFD");
}

/**
 * Rows whose searched column starts with `q`, followed by those that contain it elsewhere.
 * @param find returns at most `take` rows whose column meets the condition
 */
export async function beginningFirst<Row>(
  q: string,
  take: number,
  find: (
    condition: { startsWith?: string; contains?: string; not?: { startsWith: string } },
    take: number,
  ) => Promise<Row[]>,
): Promise<Row[]> {
  const text = searchText(q);
  const first = await find({ startsWith: text }, take);
  if (first.length >= take) return first;
  return [...first, ...(await find({ contains: text, not: { startsWith: text } }, take - first.length))];
}

/** The words of a search, normalized as by {@link searchText}. */
export function searchWords(q: string): string[] {
  return q.split(/\s+/).filter(Boolean).map(searchText);
}
