import { createLoader, parseAsInteger, type SearchParams } from "nuqs/server";
import { type OutsidePageInput, outsidePageSchema } from "@/lib/policies/schema";

const load = createLoader({ page: parseAsInteger.withDefault(1), size: parseAsInteger.withDefault(15) });

export function readOutsideQuery(searchParams: SearchParams): OutsidePageInput {
  return outsidePageSchema.parse(load(searchParams));
}
