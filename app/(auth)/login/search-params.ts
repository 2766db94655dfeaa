import { createLoader, parseAsString } from "nuqs/server";

/** `localPath` decides whether it is followed. */
export const loadLoginSearchParams = createLoader({ next: parseAsString.withDefault("") });
