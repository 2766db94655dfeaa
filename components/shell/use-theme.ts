"use client";
import { useSyncExternalStore } from "react";
import { readTheme, THEME_COOKIE, type Theme } from "@/components/shell/theme";

const YEAR_SECONDS = 365 * 24 * 60 * 60;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns "system" until hydration. */
export function useTheme(): { theme: Theme; setTheme: (theme: Theme) => void } {
  const theme = useSyncExternalStore<Theme>(
    subscribe,
    () => readTheme(document.documentElement.dataset.theme),
    () => "system",
  );
  return { theme, setTheme };
}

function setTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  const age = theme === "system" ? 0 : YEAR_SECONDS;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  // The Cookie Store API is unavailable on http origins.
  Object.assign(document, { cookie: `${THEME_COOKIE}=${theme}; Path=/; Max-Age=${age}; SameSite=Lax${secure}` });
  for (const listener of listeners) listener();
}
