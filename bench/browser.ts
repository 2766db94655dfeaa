import { type BrowserContext, type CDPSession, chromium, type Page } from "playwright";
import { findChromium } from "../e2e/chromium";
import type { Bench } from "./bench";
import type { Dataset } from "./generate";
import { observe } from "./observer";

/** Long enough for the requests that a page sends by itself once it has loaded. */
const QUIET_MS = 1_500;
/** Chromium's "Slow 4G" preset; with the 4× CPU slowdown, it stands for a cheap phone. */
export type Speed = { cpu: number };

/** The cost of one cold visit. Bytes on the wire, headers included; times in milliseconds from the start. */
export type Visit = {
  scriptBytes: number;
  bytes: number;
  requests: number;
  firstPaint: number;
  firstRow: number;
  /** Total time of tasks over 50 ms, counting only what lies before the first row. */
  blocked: number;
  /** The same tasks in full: one that starts before the first row may end after it. */
  blockedWhole: number;
  shift: number;
  heapBytes: number;
};

/** A browser with a session. Each visit starts with an empty cache. */
export class Visitor {
  private constructor(private readonly newContext: () => Promise<BrowserContext>) {}

  static async start(bench: Bench, url: string, session: Dataset["session"]): Promise<Visitor> {
    const executablePath = findChromium();
    const browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
    });
    bench.onEnd(() => browser.close());
    bench.browser = `Chromium ${browser.version()}`;
    const options = { baseURL: url, viewport: { width: 1280, height: 800 }, locale: "en-GB" };
    const newContext = async () => {
      const context = await browser.newContext(options);
      await context.addCookies([{ ...session, url, httpOnly: true, sameSite: "Lax" }]);
      return context;
    };
    return new Visitor(newContext);
  }

  /** Opens a page that records everything from the start. End with `close`. */
  async open(speed: Speed): Promise<{ page: Page; session: CDPSession; close: () => Promise<void> }> {
    const context = await this.newContext();
    const page = await context.newPage();
    await page.addInitScript(observe);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: speed.cpu });
    return { page, session, close: () => context.close() };
  }

  /** How long loading a one-word page blocks the browser: the lower bound for any page. */
  async nothing(speed: Speed): Promise<number> {
    const { page, close } = await this.open(speed);
    await page.goto("/healthz");
    await page.waitForTimeout(QUIET_MS);
    const blocked = await page.evaluate(() => window.bench.blocked);
    await close();
    return blocked.reduce((sum, [, length]) => sum + length, 0);
  }

  /** Visits a page with an empty cache and waits until the network has been quiet for a while. */
  async visit(path: string, speed: Speed): Promise<Visit> {
    const { page, session, close } = await this.open(speed);
    const wire = await watchWire(session);
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    await page.waitForTimeout(QUIET_MS);
    const notes = await page.evaluate(() => {
      const { firstRow, blocked, shift } = window.bench;
      const firstPaint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      return { firstRow, blocked, shift, firstPaint };
    });
    await session.send("HeapProfiler.collectGarbage");
    const { usedSize } = await session.send("Runtime.getHeapUsage");
    await close();
    const firstRow = notes.firstRow ?? Number.NaN;
    const before = notes.blocked.filter(([start]) => start < firstRow);
    return {
      ...wire(),
      firstPaint: notes.firstPaint ?? Number.NaN,
      firstRow,
      blocked: before.reduce((sum, [start, length]) => sum + Math.min(length, firstRow - start), 0),
      blockedWhole: before.reduce((sum, [, length]) => sum + length, 0),
      shift: notes.shift,
      heapBytes: usedSize,
    };
  }
}

/** Counts bytes on the wire. @returns a function giving the count so far */
async function watchWire(session: CDPSession): Promise<() => Pick<Visit, "scriptBytes" | "bytes" | "requests">> {
  const types = new Map<string, string>();
  const sum = { scriptBytes: 0, bytes: 0, requests: 0 };
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", ({ requestId, type, request }) => {
    if (request.url.startsWith("data:")) return;
    sum.requests += 1;
    types.set(requestId, type ?? "Other");
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    sum.bytes += encodedDataLength;
    if (types.get(requestId) === "Script") sum.scriptBytes += encodedDataLength;
  });
  return () => ({ ...sum });
}
