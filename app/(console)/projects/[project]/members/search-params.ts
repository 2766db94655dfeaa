import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { MEMBER_ROLES } from "@/lib/access/roles";
import { type ListMembersInput, listMembersSchema } from "@/lib/members/schema";

const load = createLoader({
  q: parseAsString.withDefault(""),
  role: parseAsStringLiteral(MEMBER_ROLES),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});

export function readMemberQuery(searchParams: SearchParams): ListMembersInput {
  return listMembersSchema.parse(load(searchParams));
}
