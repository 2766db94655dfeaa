import {
  createLoader,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  type SearchParams,
} from "nuqs/server";
import { ROBOT_FILTER_KEYS } from "@/lib/robots/filters";
import { type ListRobotsInput, listRobotsSchema, ROBOT_SORTS } from "@/lib/robots/schema";

const LONGEST_SEARCH = 255;

const load = createLoader({
  q: parseAsString.withDefault(""),
  status: parseAsArrayOf(parseAsStringLiteral(ROBOT_FILTER_KEYS)).withDefault([]),
  sort: parseAsStringLiteral(ROBOT_SORTS).withDefault("created"),
  dir: parseAsStringLiteral(["asc", "desc"]).withDefault("desc"),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});

/** Ignores invalid values. */
export function readRobotQuery(searchParams: SearchParams): ListRobotsInput {
  const raw = load(searchParams);
  return listRobotsSchema.parse({ ...raw, q: raw.q.slice(0, LONGEST_SEARCH) });
}

/** The URL to return to after signing in. */
export function pathWithQuery(path: string, searchParams: SearchParams): string {
  const query = new URLSearchParams(
    Object.entries(searchParams).flatMap(([key, value]) =>
      [value ?? []].flat().map((one): [string, string] => [key, one]),
    ),
  ).toString();
  return query ? `${path}?${query}` : path;
}
