/** "system" follows the device. */
export type Theme = "system" | "light" | "dark";

/** A cookie rather than browser storage, so that the server renders the right theme. */
export const THEME_COOKIE = "theme";

/** Falls back to "system". */
export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
