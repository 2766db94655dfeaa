import { createLoader, parseAsInteger, parseAsString, parseAsStringLiteral, type SearchParams } from "nuqs/server";
import { ROBOT_STATUSES } from "@/lib/robots/expiry";
import { type ListRobotsInput, listRobotsSchema, ROBOT_SORTS } from "@/lib/robots/schema";

const LONGEST_SEARCH = 255;

const load = createLoader({
  q: parseAsString.withDefault(""),
  status: parseAsStringLiteral(ROBOT_STATUSES),
  sort: parseAsStringLiteral(ROBOT_SORTS).withDefault("created"),
  dir: parseAsStringLiteral(["asc", "desc"]).withDefault("desc"),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});

/** What the address says about the list. Nonsense in it counts as not said. */
export function readRobotQuery(searchParams: SearchParams): ListRobotsInput {
  const said = load(searchParams);
  return listRobotsSchema.parse({ ...said, q: said.q.slice(0, LONGEST_SEARCH) });
}
