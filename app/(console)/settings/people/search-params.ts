import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { type ListUsersInput, listUsersSchema, PERSON_ROLES, PERSON_STATES } from "@/lib/people/schema";

const load = createLoader({
  q: parseAsString.withDefault(""),
  role: parseAsStringLiteral(PERSON_ROLES),
  state: parseAsStringLiteral(PERSON_STATES),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});

export function readPeopleQuery(searchParams: SearchParams): ListUsersInput {
  return listUsersSchema.parse(load(searchParams));
}
