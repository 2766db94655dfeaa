import { createLoader, parseAsArrayOf, parseAsInteger, parseAsString, type SearchParams } from "nuqs/server";
import { type ListAllInput, listAllSchema } from "@/lib/overview/schema";

const LONGEST_SEARCH = 255;
const text = parseAsString.withDefault("");
const list = parseAsArrayOf(parseAsString).withDefault([]);

const load = createLoader({
  ...{ q: text, status: list, columns: list, sort: text, dir: text },
  holds: parseAsString,
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});

/** Ignores invalid values. */
export function readAllQuery(searchParams: SearchParams | URLSearchParams): ListAllInput {
  const raw = load(searchParams);
  return listAllSchema.parse({ ...raw, q: raw.q.slice(0, LONGEST_SEARCH) });
}
