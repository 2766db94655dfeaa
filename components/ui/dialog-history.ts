/** Returns true if the dialog closes, false if it stays open, for example to ask first. */
type OnBack = () => boolean;

/** The field of `history.state` that marks a dialog's entry; holds the URL of the entry below. */
const MARK = "dialogOver";

/** The open dialogs, topmost last. They share one history entry. */
const open: { onBack: OnBack }[] = [];
/** The mark of the current entry. A closed dialog's entry stays until something else needs it. */
let current: string | null = null;
/** The position of the dialogs' entry, where the browser tells. */
let position: number | undefined;

const markOf = (state: Record<string, unknown> | null): string | null => {
  const mark = state?.[MARK];
  return typeof mark === "string" ? mark : null;
};

/** Gives open dialogs a history entry, so that Back closes or asks like Escape. Returns a function that removes the dialog. */
export function enterDialog(onBack: OnBack): () => void {
  const entry = { onBack };
  open.push(entry);
  if (current === null) {
    current = location.href;
    history.pushState({ [MARK]: current }, "");
    position = window.navigation?.currentEntry?.index;
  }
  return () => void open.splice(open.indexOf(entry), 1);
}

/**
 * Call once, before the router starts: it must see Back before the router does, and every entry the router writes.
 * Going back right after a dialog closes would race with the next navigation. Its entry stays instead: the next
 * navigation replaces it, the next dialog reuses it, and Back skips it.
 * @param onEntry called whenever an entry is written, as the router does at the end of each navigation
 */
export function watchHistory(onEntry: () => void): void {
  current = markOf(history.state);
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  history.pushState = (state, unused, url) => {
    onEntry();
    if (current === null || !url) return push(state, unused, url);
    current = null;
    replace(state, unused, url);
  };
  history.replaceState = (state, unused, url) => {
    onEntry();
    replace(current === null ? state : { ...state, [MARK]: current }, unused, url);
  };
  window.addEventListener("popstate", onPopState, { capture: true });
}

function onPopState(event: PopStateEvent): void {
  const left = current;
  current = markOf(event.state);
  const isOneBack = left !== null && location.href === left;
  if (open.length > 0) {
    if (current === null && closesAll()) {
      // Further back, the router shows what is there.
      if (!isOneBack) return;
    } else if (current === null) history.go(stepsToEntry());
    event.stopImmediatePropagation();
  } else if (isOneBack && current === null && window.navigation?.canGoBack !== false) {
    event.stopImmediatePropagation();
    history.back();
  }
}

/** Asks the topmost dialog only, so one below it stays open. */
function closesAll(): boolean {
  const isLast = open.length === 1;
  return (open.at(-1)?.onBack() ?? true) && isLast;
}

/** More than one if the reader chose an older entry from the browser's list. */
function stepsToEntry(): number {
  const here = window.navigation?.currentEntry?.index;
  return here === undefined || position === undefined ? 1 : Math.max(1, position - here);
}
