/** What the measured page records about itself. */
export type Notes = {
  /** When the first row was painted. */
  firstRow: number | null;
  /** Start and length of each task over 50 ms. */
  blocked: [start: number, length: number][];
  shift: number;
  /** Time from each press to the next paint. */
  reactions: number[];
  /** Resolves when the target is painted, with the milliseconds since the press (or key) that led to it. */
  until: (what: "rows" | "dialog", event: "click" | "input") => Promise<number>;
};

declare global {
  interface Window {
    bench: Notes;
  }
}

/** Runs in the page before its own scripts. It is sent as text, so it can't use anything from outside. */
export function observe(): void {
  const notes: Omit<Notes, "until"> = { firstRow: null, blocked: [], shift: 0, reactions: [] };
  const watch = (type: string, note: (entry: PerformanceEntry) => void, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  watch("longtask", ({ startTime, duration }) => notes.blocked.push([startTime, duration]));
  watch("layout-shift", (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (!hadRecentInput) notes.shift += value;
  });
  const note = (entry: PerformanceEntry) => {
    if ((entry as PerformanceEntry & { interactionId: number }).interactionId) notes.reactions.push(entry.duration);
  };
  watch("event", note, { durationThreshold: 16 });

  /** Calls back once the first frame in which `holds` is true has been painted. */
  const painted = (holds: () => boolean, then: () => void) => {
    const look = () => {
      if (!holds()) return requestAnimationFrame(look);
      const channel = new MessageChannel();
      channel.port1.onmessage = then;
      return channel.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  };
  const rows = () => document.querySelector("main tbody")?.textContent ?? "";
  const isShown = (selector: string) => (document.querySelector(selector)?.getBoundingClientRect().height ?? 0) > 0;
  // The browser reports when the first row's name was painted, on the same clock as first paint, but only for an element
  // marked before it is painted: so it is marked as soon as it is parsed.
  watch("element", (entry) => {
    notes.firstRow ??= (entry as PerformanceEntry & { renderTime: number }).renderTime;
  });
  new MutationObserver((_, observer) => {
    const name = document.querySelector("main tbody tr a");
    if (!name) return;
    name.setAttribute("elementtiming", "first-row");
    observer.disconnect();
  }).observe(document, { childList: true, subtree: true });
  const until: Notes["until"] = (what, event) => {
    const before = rows();
    let began = 0;
    window.addEventListener(event, ({ timeStamp }) => (began = timeStamp), { capture: true, once: true });
    const holds = { rows: () => rows() !== before, dialog: () => isShown("[role=dialog][data-modal]") }[what];
    return new Promise((resolve) => painted(holds, () => resolve(performance.now() - began)));
  };
  window.bench = Object.assign(notes, { until });
}
