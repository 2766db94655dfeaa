import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { AUDIT_ACTIONS, AUDIT_RESULTS, type ListAuditInput, listAuditSchema } from "@/lib/audit/schema";

const text = parseAsString.withDefault("");

const load = createLoader({
  actor: text,
  robot: text,
  project: text,
  action: parseAsStringLiteral(AUDIT_ACTIONS),
  result: parseAsStringLiteral(AUDIT_RESULTS),
  span: parseAsString,
  from: text,
  to: text,
  before: text,
  after: text,
  size: parseAsInteger,
});

/** Ignores invalid values. */
export function readActivityQuery(searchParams: SearchParams | URLSearchParams): ListAuditInput {
  return listAuditSchema.parse(load(searchParams));
}
