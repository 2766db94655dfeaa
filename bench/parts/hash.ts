import { setTimeout as sleep } from "node:timers/promises";
import bcrypt from "bcryptjs";
import { connectDb } from "../../lib/db/client";
import { makeRobot } from "../../testing/builders";
import { type Bench, type Section, spreadText } from "../bench";
import { generate, usableLogins } from "../generate";
import { type Load, load } from "../load";
import { figure, interleave, ratio } from "../statistics";
import { tokenRequest } from "./token";

const PROJECT = { name: "bench", robots: 1_000 };
const COST = 12;
const AT_ONCE = 8;
/** Far more simultaneous logins than the queue holds. */
const FLOOD = 120;

/** The effect of slow secret checks on everyone else. */
export async function hash(bench: Bench): Promise<Section> {
  const databaseUrl = await bench.database("sqlite");
  await generate(databaseUrl, [PROJECT]);
  const manual = await manualRobots(databaseUrl);
  const server = await bench.console(databaseUrl, { TRUST_PROXY: "true" });
  const requests = usableLogins(PROJECT, 64).map((login) => tokenRequest(login, PROJECT.name));
  const limit = bench.limit(2);
  const quiet = () => load({ url: server.url, requests, limit });
  bench.say("hash: tokens while manually set secrets are checked");
  if (!bench.smoke) await quiet();
  const checked: number[] = [];
  const busy = async () => {
    const checking = new Checking(server.url, manual);
    const found = await quiet();
    checked.push(await checking.stop());
    return found;
  };
  const rounds = await interleave(bench.pick(5, 1), { quiet, busy });
  const loads = [...rounds.quiet, ...rounds.busy];
  bench.check(
    "hash: every token is issued while secrets are checked",
    loads.every(({ answered, failed }) => answered > 0 && failed === 0),
  );
  bench.check(
    "hash: secrets are checked meanwhile",
    checked.every((count) => count > 0),
  );
  // The queue's ten seconds of work are shared by the whole run. A unit test checks that the queue is bounded.
  if (!bench.smoke) await flood(bench, server.url);
  const p99 = (each: Load[]) => each.map((one) => one.p99);
  const over = ratio(p99(rounds.busy), p99(rounds.quiet));
  const row = (what: string, each: Load[]) => [
    what,
    spreadText(figure(each.map(({ perSecond }) => perSecond))),
    spreadText(figure(p99(each)), " ms"),
  ];
  return {
    title: "Isolation",
    intro: `Tokens for robots with generated secrets on 16 connections, while ${AT_ONCE} manually set secrets (bcrypt, cost 12) are being checked all the time. ${FLOOD} such logins at once: what does not fit the queue gets 503 with Retry-After.`,
    tables: [
      {
        title: "On SQLite",
        head: ["meanwhile", "tokens/s", "p99"],
        rows: [
          row("nothing else", rounds.quiet),
          row(`${AT_ONCE} checks at once`, rounds.busy),
          ["p99 over p99", "", spreadText(over, "×")],
        ],
      },
    ],
    verdicts: [
      {
        id: "hash-p99",
        what: `p99 of token issue while ${AT_ONCE} manually set secrets are checked, over p99 without`,
        value: over.median,
        unit: "×",
        target: 3,
        better: "lower",
      },
    ],
  };
}

/** Robots with manually set secrets. */
async function manualRobots(databaseUrl: string): Promise<string[]> {
  const db = connectDb(databaseUrl);
  try {
    const secretHash = `bcrypt$${bcrypt.hashSync("Manual-Secret-1", COST)}`;
    const project = { id: 1, name: PROJECT.name };
    const made = Array.from({ length: AT_ONCE }, (_, n) => makeRobot({ project, name: `manual-${n}`, secretHash }, db));
    return (await Promise.all(made)).map(({ loginName }) => loginName);
  } finally {
    await db.$disconnect();
  }
}

/** Keeps eight logins with wrong secrets running; a correct one would be remembered and not compared again. */
class Checking {
  #isOn = true;
  #checked = 0;
  readonly #workers: Promise<void>[];

  constructor(
    private readonly url: string,
    private readonly robots: readonly string[],
  ) {
    this.#workers = Array.from({ length: AT_ONCE }, (_, worker) => this.#work(worker));
  }

  async #work(worker: number): Promise<void> {
    while (this.#isOn) {
      const { status } = await logIn(this.url, this.robots[worker] ?? "");
      if (status === 401) this.#checked += 1;
      else await sleep(50);
    }
  }

  async stop(): Promise<number> {
    this.#isOn = false;
    await Promise.all(this.#workers);
    return this.#checked;
  }
}

let addresses = 0;

/** Each from its own address, because the limit on failed attempts isn't what is measured. */
function logIn(url: string, loginName: string): Promise<Response> {
  const { path, headers } = tokenRequest(loginName, PROJECT.name, "Wrong-Secret-1");
  const n = ++addresses;
  return fetch(url + path, {
    headers: { ...headers, "X-Forwarded-For": `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}` },
  });
}

async function flood(bench: Bench, url: string): Promise<void> {
  bench.say("hash: more logins at once than the queue holds");
  const requests = Array.from({ length: FLOOD }, (_, n) => logIn(url, `robot_${PROJECT.name}+nobody-${n}`));
  const health = fetch(`${url}/healthz`).then(({ status }) => status);
  const replies = await Promise.all(requests);
  const refused = replies.filter(({ status }) => status === 503);
  bench.check("hash: what does not fit the queue gets 503", refused.length > 0);
  bench.check(
    "hash: with Retry-After",
    refused.every(({ headers }) => Number(headers.get("retry-after")) > 0),
  );
  bench.check(
    "hash: logins that fit the queue are answered",
    replies.filter(({ status }) => status === 401).length + refused.length === FLOOD,
  );
  bench.check("hash: others are answered meanwhile", (await health) === 200);
}
