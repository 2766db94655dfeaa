/** What someone did before the page's scripts ran. Only the last press counts: nobody waits for the first of two. */
export type EarlyPresses = {
  pressed: HTMLElement | null;
  submitted: { form: HTMLFormElement; button: HTMLElement | null } | null;
  keys: KeyboardEventInit[];
  typed: Set<HTMLInputElement | HTMLTextAreaElement>;
  /** Ends catching. */
  stop: () => void;
};

declare global {
  interface Window {
    earlyPresses?: EarlyPresses;
  }
}

/**
 * Runs inline in the page's head, so it must not refer to anything outside. Links and forms with an action work without
 * scripts and are left to the browser.
 */
export function catchEarlyPresses(): void {
  const caught: EarlyPresses = { pressed: null, submitted: null, keys: [], typed: new Set(), stop };
  function showBusy() {
    document.documentElement.dataset.busy = "";
  }
  function onClick(event: MouseEvent) {
    const target = event.target instanceof Element ? event.target.closest("a[href],button,[role],input") : null;
    if (!(target instanceof HTMLElement) || target.closest("form[action] [type=submit]")) return;
    if (target.matches("a[href]:not([href^='#'],[target],[download])")) showBusy();
    if (!target.matches("button:not([type=submit]),[role=checkbox],[role=switch],[role=radio],[type=checkbox]")) return;
    Object.assign(caught, { pressed: target, submitted: null, keys: [] });
    showBusy();
  }
  function onSubmit(event: SubmitEvent) {
    const form = event.target;
    showBusy();
    // Without scripts, the browser would put the fields into the address, passwords among them.
    if (!(form instanceof HTMLFormElement) || form.hasAttribute("action")) return;
    event.preventDefault();
    Object.assign(caught, { pressed: null, submitted: { form, button: event.submitter }, keys: [] });
  }
  function onKey({ target, key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent) {
    if (target instanceof Element && target.matches("input,textarea,select,button,a")) return;
    if (key.length !== 1 || key === " " || altKey || ((ctrlKey || metaKey) && key !== "k")) return;
    caught.keys = [...caught.keys.slice(-1), { key, ctrlKey, metaKey, shiftKey, bubbles: true, cancelable: true }];
    Object.assign(caught, { pressed: null, submitted: null });
    showBusy();
  }
  function onInput({ target }: Event) {
    if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) caught.typed.add(target);
  }
  function stop() {
    document.removeEventListener("click", onClick, true);
    document.removeEventListener("submit", onSubmit, true);
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("input", onInput, true);
  }
  document.addEventListener("click", onClick, true);
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("input", onInput, true);
  window.earlyPresses = caught;
}
