export type Shortcut = {
  /** As typed: "n", "/", or a sequence such as "g p". */
  keys: string;
  label: string;
  /** Null for keys handled elsewhere and only listed in the help sheet. */
  run: (() => void) | null;
  /** The page's shortcuts take precedence over the console's. */
  scope: "page" | "console";
};

const shortcuts = new Map<symbol, Shortcut>();
const OFF = "shortcuts-off";

/** A shortcut to run once its page has loaded. */
let pendingRun: { keys: string; path: string; until: number } | null = null;
const PENDING_RUN_MS = 10_000;

/** Returns a function that removes it. */
export function registerShortcut(shortcut: Shortcut): () => void {
  const id = Symbol(shortcut.keys);
  shortcuts.set(id, shortcut);
  if (pendingRun?.keys === shortcut.keys && pendingRun.path === location.pathname) {
    if (Date.now() < pendingRun.until) shortcut.run?.();
    pendingRun = null;
  }
  return () => {
    shortcuts.delete(id);
  };
}

/** Runs a shortcut of another page as soon as that page registers it. */
export function runOnArrival(keys: string, path: string): void {
  pendingRun = { keys, path, until: Date.now() + PENDING_RUN_MS };
}

/** Order in the help sheet: page actions, help-only keys, navigation. */
function rank({ keys, run }: Shortcut): number {
  if (run === null) return 1;
  return /^[gt] /.test(keys) ? 2 : 0;
}

/** One per key: the page's before the console's, the latest registered first. */
export function listShortcuts(): Shortcut[] {
  const all = [...shortcuts.values()];
  const byKeys = new Map<string, Shortcut>();
  for (const scope of ["console", "page"] as const) {
    for (const shortcut of all.filter((one) => one.scope === scope)) {
      byKeys.delete(shortcut.keys);
      byKeys.set(shortcut.keys, shortcut);
    }
  }
  return [...byKeys.values()].sort((a, b) => rank(a) - rank(b) || (rank(a) === 0 ? a.label.localeCompare(b.label) : 0));
}

/** Returns the shortcut, the prefix of a longer one, or null. */
export function matchKey(
  begun: string,
  key: string,
  present: readonly Shortcut[],
): { run: () => void } | { begun: string } | null {
  const typed = begun ? `${begun} ${key}` : key;
  const active = present.filter(({ run }) => run !== null);
  const found = active.find(({ keys }) => keys === typed);
  if (found?.run) return { run: found.run };
  return active.some(({ keys }) => keys.startsWith(`${typed} `)) ? { begun: typed } : null;
}

/** Speech-input users must be able to turn single-key shortcuts off (WCAG 2.1.4). */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

/** Stored in this browser only. */
export function setShortcutsOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without storage the setting can't be saved; the switch shows that by not moving.
  }
}

type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "defaultPrevented" | "isComposing"
>;

/** False for modifiers, repeats, typing, and open dialogs or menus. */
export function isShortcutAllowed(event: KeyPress, target: Element | null, modalOpen: boolean): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !modalOpen && !target?.closest(TYPING);
}

const TYPING =
  "input:not([type=checkbox],[type=radio],[type=button]),textarea,select,[contenteditable=true],[role=menu],[role=listbox],[role=combobox]";
