/** What the page under measurement notes of itself. */
export type Notes = {
  /** When the first row came to the screen. */
  firstRow: number | null;
  /** Start and length of every stretch of more than 50 ms in which the page could not react. */
  blocked: [start: number, length: number][];
  shift: number;
  /** Length of each reaction to a press, from the press to the next paint. */
  reactions: number[];
  /** Waits until what is looked for is painted; gives the milliseconds since the press (or key) that led to it. */
  until: (what: "rows" | "dialog", event: "click" | "input") => Promise<number>;
};

declare global {
  interface Window {
    bench: Notes;
  }
}

/** Runs in the page before anything of its own. It is sent as text, so it may use nothing from outside. */
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

  /** Calls back when the frame in which `holds` first does has been painted. */
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
  // The browser tells when the first row's name came to the screen, on the clock of its first paint: it has to be asked
  // before that, so the moment the row is parsed.
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
