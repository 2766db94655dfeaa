import { type BrowserContext, type CDPSession, chromium, type Page } from "playwright";
import { findChromium } from "../e2e/chromium";
import type { Bench } from "./bench";
import type { Dataset } from "./generate";
import { observe } from "./observer";

/** Enough for what a page fetches by itself after it is there. */
const QUIET_MS = 1_500;
/** Chromium's Slow 4G beside its "4× slowdown": a cheap telephone. */
export type Speed = { cpu: number };

/** What one cold visit took. Bytes as they came over the wire, headers included; times in milliseconds from the start. */
export type Visit = {
  scriptBytes: number;
  bytes: number;
  requests: number;
  firstPaint: number;
  firstRow: number;
  /** Sum of the stretches over 50 ms in which the page could not react, as far as they lie before the first row. */
  blocked: number;
  /** The same stretches whole: what began before the first row may go on after it. */
  blockedWhole: number;
  shift: number;
  heapBytes: number;
};

/** A browser in which somebody is signed in. Each visit has an empty cache. */
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

  /** A page on which everything is noted from the start. Close it with `close`. */
  async open(speed: Speed): Promise<{ page: Page; session: CDPSession; close: () => Promise<void> }> {
    const context = await this.newContext();
    const page = await context.newPage();
    await page.addInitScript(observe);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: speed.cpu });
    return { page, session, close: () => context.close() };
  }

  /** How long the browser itself is blocked until it has a page of nothing but a word: no page can be less. */
  async nothing(speed: Speed): Promise<number> {
    const { page, close } = await this.open(speed);
    await page.goto("/healthz");
    await page.waitForTimeout(QUIET_MS);
    const blocked = await page.evaluate(() => window.bench.blocked);
    await close();
    return blocked.reduce((sum, [, length]) => sum + length, 0);
  }

  /** Visits a page with nothing cached, and waits until it has been quiet for a while. */
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

/** Counts what comes over the wire. @returns how much it was so far */
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
