import { createLoader, parseAsInteger, parseAsString } from "nuqs/server";

/** What the address of the projects page says about the list; `listProjectsSchema` checks the values. */
export const loadProjectSearchParams = createLoader({
  q: parseAsString.withDefault(""),
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(15),
});
