import { createLoader, parseAsInteger, parseAsString } from "nuqs/server";

/** Values are checked by `listProjectsSchema`. */
export const loadProjectSearchParams = createLoader({
  q: parseAsString.withDefault(""),
  robots: parseAsString,
  role: parseAsString,
  sort: parseAsString,
  dir: parseAsString,
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});
