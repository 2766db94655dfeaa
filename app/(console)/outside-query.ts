import { createLoader, parseAsInteger, type SearchParams } from "nuqs/server";
import { type Paging, pagingSchema } from "@/lib/pagination";

const load = createLoader({ page: parseAsInteger.withDefault(1), size: parseAsInteger.withDefault(15) });

export function readOutsideQuery(searchParams: SearchParams): Paging {
  return pagingSchema.parse(load(searchParams));
}
