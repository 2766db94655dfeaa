import { createLoader, parseAsString } from "nuqs/server";

/** Where to go after signing in; `localPath` decides whether that is followed. */
export const loadLoginSearchParams = createLoader({ next: parseAsString.withDefault("") });
