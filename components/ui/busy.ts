/** What is quicker shows no line. An answer within 100 ms counts as immediate, and drawing takes a part of that. */
const SHOW_AFTER_MS = 50;

let tasks = 0;
let isNavigating = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Draws a thin line at the top of the page. Returns a function that ends it. */
export function beginBusy(): () => void {
  tasks++;
  update();
  return () => {
    tasks--;
    update();
  };
}

export function showBusyUntil<Result>(done: Promise<Result>): Promise<Result> {
  return done.finally(beginBusy());
}

/** The same, until the router writes a history entry. */
export function navigationStarted(): void {
  isNavigating = true;
  update();
}

export function navigationEnded(): void {
  if (!isNavigating) return;
  isNavigating = false;
  update();
}

function update(): void {
  const { dataset } = document.documentElement;
  if (tasks > 0 || isNavigating) {
    timer ??= setTimeout(() => {
      dataset.busy = "";
    }, SHOW_AFTER_MS);
    return;
  }
  clearTimeout(timer);
  timer = undefined;
  delete dataset.busy;
}
