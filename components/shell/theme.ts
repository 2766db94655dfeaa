/** What a viewer can choose; "system" follows the device. */
export type Theme = "system" | "light" | "dark";

/** Remembers the choice. A cookie rather than browser storage: the server then renders the right theme at once. */
export const THEME_COOKIE = "theme";

/** The theme a cookie names; "system" for none or nonsense. */
export function readTheme(value: string | undefined): Theme {
  return value === "light" || value === "dark" ? value : "system";
}
