import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { TestServer } from "../../e2e/server";
import { type Bench, number, type Section, type Verdict } from "../bench";
import { generate, usableLogins } from "../generate";
import { load, type RepeatedRequest } from "../load";
import { tokenRequest } from "./token";

const PROJECT = { name: "bench", robots: 1_000 };
const MB = 1e6;
/** V8 returns memory after about ten idle seconds. */
const IDLE_MS = 30_000;
const SOON_MS = 3_000;
const PARTS = 6;

/** Start time, memory in use, and whether memory grows. */
export async function memory(bench: Bench): Promise<Section> {
  const databaseUrl = await bench.database("sqlite");
  const { session } = await generate(databaseUrl, [PROJECT]);
  const began = performance.now();
  const server = await bench.console(databaseUrl);
  await fetch(`${server.url}/login`);
  const start = performance.now() - began;
  const Cookie = `${session.name}=${session.value}`;
  const pages = [`/projects`, `/projects/${PROJECT.name}/robots`, `/projects/${PROJECT.name}/activity`];
  const requests = pages.map((path) => ({ path, headers: { Cookie } }));
  await load({ url: server.url, requests, limit: { amount: pages.length }, connections: 1 });
  await sleep(bench.pick(SOON_MS, 100));
  const soon = resident(server);
  await sleep(bench.pick(IDLE_MS - SOON_MS, 100));
  const idle = resident(server);
  const soak = await soaked(bench, server, requests);
  const verdicts: Verdict[] = [
    {
      id: "memory-idle",
      what: "resident memory, idle after first pages",
      value: idle / MB,
      unit: "MB",
      target: 250,
      better: "lower",
    },
    {
      id: "memory-soak",
      what: "resident memory at the end of a soak over that after its first half",
      value: soak.growth,
      unit: "×",
      target: 1.1,
      better: "lower",
    },
  ];
  return {
    title: "Memory and start",
    intro:
      "The production build on SQLite. Idle is half a minute after the last page. The soak mixes page views and tokens.",
    tables: [
      {
        title: "One process",
        head: ["what", "value"],
        rows: [
          ["start to first page", `${number(start)} ms`],
          ["resident, three seconds after first pages", `${number(soon / MB)} MB`],
          ["resident, idle after first pages", `${number(idle / MB)} MB`],
          [
            `resident after ${soak.views.toLocaleString("en")} page views`,
            `${number((soak.samples.at(-1) ?? 0) / MB)} MB`,
          ],
          [
            `resident during a soak of ${number(soak.seconds)} s`,
            `${soak.samples.map((size) => number(size / MB)).join(", ")} MB`,
          ],
        ],
      },
    ],
    verdicts,
  };
}

/** Resident memory of the process in bytes. */
function resident({ child }: TestServer): number {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

/** Mixes page views and tokens, and samples memory after each sixth of the time. */
async function soaked(bench: Bench, server: TestServer, pages: readonly RepeatedRequest[]) {
  const seconds = bench.pick(300, 6);
  bench.say(`memory: soak of ${seconds} s`);
  const tokens = usableLogins(PROJECT, 16).map((login) => tokenRequest(login, PROJECT.name));
  const limit = bench.limit(seconds / PARTS);
  const samples: number[] = [];
  let views = 0;
  for (let part = 0; part < PARTS; part++) {
    const [viewed, issued] = await Promise.all([
      load({ url: server.url, requests: pages, limit, connections: 4 }),
      load({ url: server.url, requests: tokens, limit, connections: 2 }),
    ]);
    bench.check(
      `memory: part ${part + 1} of the soak has no failure`,
      viewed.answered > 0 && viewed.failed + issued.failed === 0,
    );
    views += viewed.answered;
    samples.push(resident(server));
  }
  const mean = (part: number[]) => part.reduce((sum, size) => sum + size, 0) / part.length;
  return { seconds, views, samples, growth: mean(samples.slice(-2)) / mean(samples.slice(1, 3)) };
}
