import {
  type Bench,
  PROVIDER_NAMES,
  type Provider,
  type Section,
  spreadText,
  type Table,
  type Verdict,
} from "../bench";
import { type Dataset, generate, type Size, spread, usableLogins } from "../generate";
import { type Load, load, type RepeatedRequest } from "../load";
import { type Figure, figure, interleave, ratio } from "../statistics";
import { tokenRequest } from "./token";

/** Projects of three sizes in one instance with a million robots. */
const NAMED: readonly Size[] = [
  { name: "small", robots: 1_000 },
  { name: "middle", robots: 10_000 },
  { name: "large", robots: 100_000 },
];
const SMOKE: readonly Size[] = [
  { name: "small", robots: 100 },
  { name: "middle", robots: 200 },
  { name: "large", robots: 300 },
];
/** How many robots request tokens: as many as the small instance has that can log in. */
const TOKEN_ROBOTS = 250;

/** Addresses of the lists that grow. */
const LISTS = (project: string, id: number): Record<string, string> => ({
  tab: `/projects/${project}/robots`,
  "by name": `/projects/${project}/robots?sort=name&dir=asc`,
  "by expiry": `/projects/${project}/robots?sort=expires&dir=asc`,
  "by last use": `/projects/${project}/robots?sort=lastUsed&dir=desc`,
  "page 40": `/projects/${project}/robots?page=40`,
  active: `/projects/${project}/robots?status=active`,
  "disabled, by name": `/projects/${project}/robots?status=disabled&sort=name&dir=asc`,
  "search, common": `/projects/${project}/robots?q=mirror`,
  "search, rare": `/projects/${project}/robots?q=0007919`,
  activity: `/projects/${project}/activity`,
  "REST list": `/api/v2.0/robots?q=${encodeURIComponent(`Level=project,ProjectID=${id}`)}&page_size=15`,
});

type Times = Record<string, Record<string, Load[]>>;

/** The cost of a hundred or a thousand times as many robots. */
export async function growth(bench: Bench): Promise<Section> {
  const tables: Table[] = [];
  const verdicts: Verdict[] = [];
  for (const provider of ["sqlite", "postgresql"] as const) {
    const { lists, tokens } = await measure(bench, provider);
    const name = PROVIDER_NAMES[provider];
    tables.push(listTable(lists, name), tokenTable(tokens, name));
    verdicts.push(
      lower(
        `growth-tab-${provider}`,
        `p50 of the tab’s page at 10^5 robots in the project over 10^3, ${name}`,
        overSmall(lists, "tab"),
        1.3,
      ),
      lower(`growth-token-${provider}`, `token issue at 10^3 robots over 10^6, ${name}`, tokenRatio(tokens), 1.1),
    );
    await bench.end();
  }
  return {
    title: "Growth",
    intro:
      "An instance of 10^6 robots in which one project has 10^3 of them, one 10^4 and one 10^5. Pages as a signed-in person gets them, one at a time, p50. Tokens on 16 connections for 250 robots all over the instance, beside as many of an instance of 10^3 robots.",
    tables,
    verdicts,
  };
}

async function measure(bench: Bench, provider: Provider) {
  const named = bench.pick(NAMED, SMOKE);
  const total = bench.pick(1_000_000, 1_000);
  bench.say(`growth on ${PROVIDER_NAMES[provider]}: making ${total.toLocaleString("en")} robots`);
  const big = await generate(await bench.database(provider), spread(named, total), true);
  const small = await generate(await bench.database(provider), [named[0] ?? { name: "small", robots: 100 }]);
  const cookie = `${big.session.name}=${big.session.value}`;
  bench.say("growth: lists");
  const lists = await measureLists(bench, (await bench.console(big.databaseUrl)).url, cookie, named);
  bench.say("growth: tokens");
  const tokens = await measureTokens(bench, { big, small });
  const all = [...Object.values(lists).flatMap((sizes) => Object.values(sizes).flat()), ...tokens.big, ...tokens.small];
  bench.check(
    `${PROVIDER_NAMES[provider]}: every page and token of the growth part is 200`,
    all.every(({ answered, failed }) => answered > 0 && failed === 0),
  );
  return { lists, tokens };
}

async function measureLists(bench: Bench, url: string, Cookie: string, named: readonly Size[]): Promise<Times> {
  const times: Times = {};
  for (const list of Object.keys(LISTS("", 0))) {
    const candidates = named.map(({ name }, at) => {
      const request = { path: LISTS(name, at + 1)[list] ?? "", headers: { Cookie } };
      return [
        name,
        () => load({ url, requests: [request], limit: { amount: bench.pick(10, 1) }, connections: 1 }),
      ] as const;
    });
    times[list] = await interleave(bench.pick(3, 1), Object.fromEntries(candidates));
  }
  return times;
}

/**
 * Uses fresh processes, because one that has served thousands of pages issues tokens more slowly, and three rounds, because
 * two processes of one build differ by up to a tenth.
 */
async function measureTokens(bench: Bench, data: Record<"big" | "small", Dataset>) {
  const limit = bench.limit(2);
  const asking = async (dataset: Dataset) => {
    const { url } = await bench.console(dataset.databaseUrl);
    return () => load({ url, requests: requestsOf(dataset), limit });
  };
  const tokens: Record<"big" | "small", Load[]> = { big: [], small: [] };
  for (let pair = 0; pair < bench.pick(3, 1); pair++) {
    const candidates = { big: await asking(data.big), small: await asking(data.small) };
    if (!bench.smoke) await interleave(1, candidates);
    const { big, small } = await interleave(bench.pick(2, 1), candidates);
    tokens.big.push(...big);
    tokens.small.push(...small);
  }
  return tokens;
}

/** A sample of robots from all over the instance. */
function requestsOf({ sizes }: Dataset): RepeatedRequest[] {
  const share = Math.ceil(TOKEN_ROBOTS / sizes.length);
  const all = sizes.flatMap((size) =>
    usableLogins(size, Math.min(share, Math.floor(size.robots / 4))).map((login) => tokenRequest(login, size.name)),
  );
  const step = Math.max(1, all.length / TOKEN_ROBOTS);
  return Array.from({ length: Math.min(all.length, TOKEN_ROBOTS) }, (_, at) => all[Math.floor(at * step)]).filter(
    (request) => request !== undefined,
  );
}

const p50 = (loads: readonly Load[] = []) => loads.map((each) => each.p50);
const overSmall = (times: Times, list: string, size = "large") =>
  ratio(p50(times[list]?.[size]), p50(times[list]?.small));
const rate = (loads: readonly Load[]) => loads.map(({ perSecond }) => perSecond);
const tokenRatio = (tokens: Record<"big" | "small", Load[]>) => ratio(rate(tokens.small), rate(tokens.big));

const lower = (id: string, what: string, { median }: Figure, target: number): Verdict => ({
  id,
  what,
  value: median,
  unit: "×",
  target,
  better: "lower",
});

function listTable(times: Times, name: string): Table {
  const rows = Object.entries(times).map(([list, sizes]) => [
    list,
    ...["small", "middle", "large"].map((size) => spreadText(figure(p50(sizes[size])), " ms")),
    spreadText(overSmall(times, list), "×"),
  ]);
  return { title: `Lists on ${name}`, head: ["list", "10^3", "10^4", "10^5", "10^5 over 10^3"], rows };
}

function tokenTable(tokens: Record<"big" | "small", Load[]>, name: string): Table {
  const row = (what: string, loads: Load[]) => [
    what,
    spreadText(figure(rate(loads))),
    spreadText(figure(p50(loads)), " ms"),
  ];
  return {
    title: `Tokens on ${name}`,
    head: ["instance", "tokens/s", "p50"],
    rows: [row("10^3 robots", tokens.small), row("10^6 robots", tokens.big)],
  };
}
