/** A shortcut that works now. */
export type Shortcut = {
  /** As typed: "n", "/", or one after the other: "g p". */
  keys: string;
  label: string;
  /** Null: only told in the help sheet, because the place itself handles the key. */
  run: (() => void) | null;
  /** Whether it belongs to what is on the screen, or works wherever one is. The screen's own goes first. */
  scope: "page" | "console";
};

const shortcuts = new Map<symbol, Shortcut>();
const OFF = "shortcuts-off";

/** A page that was asked for so that something can be done on it. */
let errand: { keys: string; path: string; until: number } | null = null;
const ERRAND_MS = 10_000;

/** Adds a shortcut; returns what removes it. */
export function registerShortcut(shortcut: Shortcut): () => void {
  const id = Symbol(shortcut.keys);
  shortcuts.set(id, shortcut);
  if (errand?.keys === shortcut.keys && errand.path === location.pathname) {
    if (Date.now() < errand.until) shortcut.run?.();
    errand = null;
  }
  return () => {
    shortcuts.delete(id);
  };
}

/** Runs the page's shortcut as soon as the page at `path` has it: "New robot account" from elsewhere. */
export function runOnArrival(keys: string, path: string): void {
  errand = { keys, path, until: Date.now() + ERRAND_MS };
}

/** What is done on the page first, then keys that are only told of, then jumps. */
function rank({ keys, run }: Shortcut): number {
  if (run === null) return 1;
  return keys.startsWith("g ") ? 2 : 0;
}

/** The shortcuts of this moment, one per key: the page's before the console's, the latest registered before others. */
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

/** What a key leads to: something to run, or the beginning of a longer shortcut; null for nothing. */
export function keyLeadsTo(
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

/** Whether single keys act. People who speak to their computer need them off (WCAG 2.1.4). */
export function shortcutsOn(): boolean {
  try {
    return localStorage.getItem(OFF) === null;
  } catch {
    return true;
  }
}

/** Switches single keys on or off in this browser. */
export function setShortcutsOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch {
    // Without storage the choice holds for nothing; the switch shows that by staying.
  }
}

type KeyPress = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat" | "defaultPrevented" | "isComposing"
>;

/** Whether a key press may be a shortcut at all: no modifier, no repeat, not typing, no dialog or menu open. */
export function mayAct(event: KeyPress, target: Element | null, modalOpen: boolean): boolean {
  if (event.defaultPrevented || event.repeat || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  return !modalOpen && !target?.closest(TYPING);
}

const TYPING =
  "input:not([type=checkbox],[type=radio],[type=button]),textarea,select,[contenteditable=true],[role=menu],[role=listbox],[role=combobox]";
