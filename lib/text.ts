import { z } from "zod";

const CONTROL_CHARACTERS = /[\p{Cc}\u2028\u2029]/u;

/** Free text for people: trimmed, any script and emoji, line breaks; no other control characters (Postgres takes no NUL). */
export function plainText(maxLength: number) {
  return z
    .string("Enter some text.")
    .trim()
    .max(maxLength, `At most ${maxLength} characters.`)
    .refine((text) => !CONTROL_CHARACTERS.test(text.replace(/[\n\r\t]/g, "")), "Remove the control characters.")
    .refine((text) => text.isWellFormed(), "Remove the invalid characters.");
}

/** Free text on one line, such as a person's name. */
export function oneLine(maxLength: number) {
  return plainText(maxLength).refine((text) => !/[\n\r\t]/.test(text), "Use a single line.");
}

/**
 * Text as it is searched: lower case, and the characters that LIKE gives a meaning (`%`, `_`, `\`) exchanged for
 * look-alikes, because Prisma's `contains` escapes none of them, and NUL, which Postgres refuses even in a question.
 * Apply it to what is stored and to what is asked.
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
 * Rows whose searched column begins with `q`, then others that hold it elsewhere.
 * @param find gives at most `take` rows that meet the condition on the column
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
