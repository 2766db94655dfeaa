import { createLoader, parseAsInteger, type SearchParams } from "nuqs/server";
import { type OutsidePageInput, outsidePageSchema } from "@/lib/policies/schema";

const load = createLoader({ page: parseAsInteger.withDefault(1), size: parseAsInteger.withDefault(15) });

/** Which page of the robots outside a policy the address asks for. */
export function readOutsideQuery(searchParams: SearchParams): OutsidePageInput {
  return outsidePageSchema.parse(load(searchParams));
}
