import type { Page } from "playwright";
import { type Bench, type Section, spreadText, type Table, type Verdict } from "../bench";
import { type Speed, type Visit, Visitor } from "../browser";
import { generate } from "../generate";
import { type Figure, figure, interleave, ratio } from "../statistics";

const PROJECT = { name: "bench", robots: 1_000 };
const TAB = `/projects/${PROJECT.name}/robots`;
const PLAIN: Speed = { cpu: 1 };
const SLOWED: Speed = { cpu: 4 };
/** The search field's delay before it sends a request. */
const SEARCH_WAIT_MS = 250;
const KB = 1_000;

/** What the Robot Accounts tab costs a browser, and how fast it reacts. */
export async function pages(bench: Bench): Promise<Section> {
  const databaseUrl = await bench.database("sqlite");
  const { session } = await generate(databaseUrl, [PROJECT]);
  const server = await bench.console(databaseUrl);
  const visitor = await Visitor.start(bench, server.url, session);
  bench.say("pages: cold visits");
  await visitor.visit(TAB, PLAIN);
  const { plain, slowed } = await interleave(bench.pick(7, 1), {
    plain: () => visitor.visit(TAB, PLAIN),
    slowed: () => visitor.visit(TAB, SLOWED),
  });
  const nothing = await interleave(bench.pick(3, 1), {
    plain: () => visitor.nothing(PLAIN),
    slowed: () => visitor.nothing(SLOWED),
  });
  bench.check("pages: the first row is on the page of every visit", plain.concat(slowed).every(hasRow));
  bench.say("pages: interactions");
  const reactions = await interactions(visitor, bench.pick(11, 1));
  const worst = await worstReactions(visitor, bench.pick(3, 1));
  bench.check(
    "pages: every interaction shows new rows or a dialog",
    reactions.every(({ times }) => times.length > 0),
  );
  return {
    title: "Pages",
    intro:
      "The Robot Accounts tab of a project with 1,000 robots, in Chromium with an empty cache; “slowed” is with the CPU slowed 4×. Bytes are those on the wire, compressed, headers included.",
    tables: [visitTable(plain, slowed, [nothing.plain, nothing.slowed]), reactionTable(reactions, worst)],
    verdicts: verdicts(plain, slowed, reactions, worst),
  };
}

const hasRow = ({ firstRow, firstPaint }: Visit) => firstRow > 0 && firstPaint > 0;

type Reaction = { id: string; what: string; target: number; times: number[] };

/** Next page, sort, search and the dialog, each on a page that has settled. */
async function interactions(visitor: Visitor, rounds: number): Promise<Reaction[]> {
  const { page, close } = await visitor.open(PLAIN);
  await page.goto(TAB);
  await page.waitForLoadState("networkidle");
  const times = await interleave(rounds, {
    next: () => timed(page, "rows", "click", () => page.getByRole("link", { name: "Next" }).click()),
    sort: () => timed(page, "rows", "click", () => page.getByRole("link", { name: "Name" }).click()),
    search: () => search(page),
    dialog: () => dialog(page),
  });
  await close();
  return [
    { id: "pages-next", what: "next page: click to new rows", target: 60, times: times.next },
    { id: "pages-sort", what: "sort: click to new rows", target: 60, times: times.sort },
    { id: "pages-search", what: "search: key to new rows, beyond the wait of 250 ms", target: 60, times: times.search },
    { id: "pages-dialog", what: "click to dialog", target: 30, times: times.dialog },
  ];
}

async function timed(
  page: Page,
  what: "rows" | "dialog",
  event: "click" | "input",
  act: () => Promise<unknown>,
): Promise<number> {
  const waiting = await page.evaluateHandle(([looked, by]) => ({ time: window.bench.until(looked, by) }), [
    what,
    event,
  ] as const);
  await act();
  const time = await waiting.evaluate((it) => it.time);
  await page.waitForLoadState("networkidle");
  return time;
}

async function search(page: Page): Promise<number> {
  const field = page.getByRole("searchbox", { name: "Search by name" });
  await field.focus();
  const time = await timed(page, "rows", "input", () => page.keyboard.press("m"));
  await timed(page, "rows", "input", () => page.keyboard.press("Backspace"));
  return time - SEARCH_WAIT_MS;
}

async function dialog(page: Page): Promise<number> {
  const time = await timed(page, "dialog", "click", () =>
    page.getByRole("button", { name: "New Robot Account" }).click(),
  );
  await page.keyboard.press("Escape");
  await page.locator("[role=dialog][data-modal]").waitFor({ state: "detached" });
  return time;
}

/** The slowest reaction per round, using everything on the tab once with the CPU slowed. */
async function worstReactions(visitor: Visitor, rounds: number): Promise<number[]> {
  const worst: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { page, close } = await visitor.open(SLOWED);
    await page.goto(TAB);
    await page.waitForLoadState("networkidle");
    await timed(page, "rows", "click", () => page.getByRole("link", { name: "Next" }).click());
    await timed(page, "rows", "click", () => page.getByRole("link", { name: "Name" }).click());
    await search(page);
    await dialog(page);
    await page.getByRole("row").nth(2).getByRole("checkbox").check();
    await page.getByRole("button", { name: "Actions", exact: true }).click();
    await page.getByRole("menuitem", { name: "Edit" }).waitFor();
    await page.keyboard.press("Escape");
    await page.waitForTimeout(500);
    worst.push(Math.max(...(await page.evaluate(() => window.bench.reactions)), 0));
    await close();
  }
  return worst;
}

const of = (visits: readonly Visit[], name: keyof Visit) => visits.map((visit) => visit[name]);
const rowOverPaint = (visits: readonly Visit[]) => ratio(of(visits, "firstRow"), of(visits, "firstPaint"));
const scaled = (values: readonly number[], by: number) => figure(values.map((value) => value / by));

function verdicts(
  plain: readonly Visit[],
  slowed: readonly Visit[],
  reactions: readonly Reaction[],
  worst: readonly number[],
): Verdict[] {
  const atMost = (
    id: string,
    what: string,
    { median }: Figure,
    unit: string,
    target: number,
    reach?: number,
  ): Verdict => ({
    id: `pages-${id}`,
    what: `tab: ${what}`,
    value: median,
    unit,
    target,
    ...(reach && { reach }),
    better: "lower",
  });
  return [
    atMost("script", "JavaScript, cold", scaled(of(plain, "scriptBytes"), KB), "kB", 190, 150),
    atMost("bytes", "everything transferred, cold", scaled(of(plain, "bytes"), KB), "kB", 260, 220),
    atMost("requests", "requests, cold", figure(of(plain, "requests")), "", 25, 20),
    atMost("row", "first row over first contentful paint", rowOverPaint(plain), "×", 1.1),
    atMost("row-slowed", "the same, CPU slowed 4×", rowOverPaint(slowed), "×", 1.1),
    atMost(
      "blocked",
      "main thread blocked before the first row, CPU slowed 4×",
      figure(of(slowed, "blocked")),
      "ms",
      100,
    ),
    atMost("shift", "layout shift", figure(of(plain, "shift")), "", 0),
    atMost("heap", "JavaScript heap after load", scaled(of(plain, "heapBytes"), 1e6), "MB", 8),
    ...reactions.map(
      ({ id, what, target, times }): Verdict => ({
        id,
        what: `tab: ${what}`,
        value: figure(times).median,
        unit: "ms",
        target,
        better: "lower",
      }),
    ),
    atMost("worst", "worst interaction, CPU slowed 4×", figure(worst), "ms", 100),
  ];
}

function visitTable(plain: readonly Visit[], slowed: readonly Visit[], nothing: readonly number[][]): Table {
  const row = (what: string, show: (visits: readonly Visit[]) => string) => [what, show(plain), show(slowed)];
  return {
    title: "A cold visit",
    head: ["what", "plain", "slowed"],
    rows: [
      row("JavaScript", (visits) => spreadText(scaled(of(visits, "scriptBytes"), KB), " kB")),
      row("everything transferred", (visits) => spreadText(scaled(of(visits, "bytes"), KB), " kB")),
      row("requests", (visits) => spreadText(figure(of(visits, "requests")))),
      row("first contentful paint", (visits) => spreadText(figure(of(visits, "firstPaint")), " ms")),
      row("first row painted", (visits) => spreadText(figure(of(visits, "firstRow")), " ms")),
      row("first row over first paint", (visits) => spreadText(rowOverPaint(visits), "×")),
      row("main thread blocked before the first row", (visits) => spreadText(figure(of(visits, "blocked")), " ms")),
      row("the same, with what went on after it", (visits) => spreadText(figure(of(visits, "blockedWhole")), " ms")),
      ["the same on a page of one word", ...nothing.map((times) => spreadText(figure(times), " ms"))],
      row("layout shift", (visits) => spreadText(figure(of(visits, "shift")))),
      row("JavaScript heap", (visits) => spreadText(scaled(of(visits, "heapBytes"), 1e6), " MB")),
    ],
  };
}

function reactionTable(reactions: readonly Reaction[], worst: readonly number[]): Table {
  return {
    title: "Reactions",
    head: ["what", "time"],
    rows: [
      ...reactions.map(({ what, times }) => [what, spreadText(figure(times), " ms")]),
      ["worst interaction, slowed", spreadText(figure(worst), " ms")],
    ],
  };
}
