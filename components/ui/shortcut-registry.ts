/** A shortcut that works now. `run` null: only told in the help sheet, because the place itself handles the key. */
export type Shortcut = { keys: string; label: string; run: (() => void) | null };

const shortcuts = new Map<symbol, Shortcut>();
const OFF = "shortcuts-off";

/** Adds a shortcut; returns what removes it. */
export function registerShortcut(shortcut: Shortcut): () => void {
  const id = Symbol(shortcut.keys);
  shortcuts.set(id, shortcut);
  return () => {
    shortcuts.delete(id);
  };
}

/** The shortcuts of this moment, one per key; the latest registered wins. */
export function listShortcuts(): Shortcut[] {
  return [...new Map([...shortcuts.values()].map((shortcut) => [shortcut.keys, shortcut])).values()];
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
