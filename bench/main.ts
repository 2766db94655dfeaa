import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Bench, type Section } from "./bench";
import { facts } from "./facts";
import { growth } from "./parts/growth";
import { hash } from "./parts/hash";
import { memory } from "./parts/memory";
import { pages } from "./parts/pages";
import { token } from "./parts/token";
import { results } from "./report";

const PARTS: Record<string, (bench: Bench) => Promise<Section>> = { token, pages, growth, hash, memory };

/** Runs the named parts, or all. `--smoke` only checks that they work, and writes no results. */
export async function main(given: readonly string[]): Promise<void> {
  const smoke = given.includes("--smoke");
  const names = given.filter((name) => name !== "--smoke");
  const unknown = names.filter((name) => !(name in PARTS));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(", ")}. Parts: ${Object.keys(PARTS).join(", ")}; --smoke.`);
    process.exitCode = 1;
    return;
  }
  // Shared by the consoles and the sessions created for them.
  process.env.AUTH_SECRET = randomBytes(32).toString("hex");
  const bench = new Bench(smoke);
  stopOnSignal(bench);
  try {
    const sections = await runParts(bench, names.length > 0 ? names : Object.keys(PARTS));
    const text = results(sections, facts(bench.browser));
    if (!smoke && names.length === 0) writeFileSync("bench/RESULTS.md", text);
    else if (!smoke) console.log(`\n${text}`);
  } catch (error) {
    // Whatever a stop interrupts fails; that is no news.
    if (bench.isStopping) return;
    throw error;
  } finally {
    await bench.end();
  }
  const failed = bench.checks.filter(({ ok }) => !ok);
  if (process.env.BENCH_REPORT) writeFileSync(process.env.BENCH_REPORT, JSON.stringify({ checks: bench.checks }));
  console.log(`${bench.checks.length - failed.length} checks passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}

async function runParts(bench: Bench, names: readonly string[]): Promise<Section[]> {
  const sections: Section[] = [];
  for (const name of names) {
    const part = PARTS[name];
    if (!part) continue;
    const began = performance.now();
    sections.push(await part(bench));
    await bench.end();
    bench.say(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  return sections;
}

function stopOnSignal(bench: Bench): void {
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)
    process.once(signal, () => {
      console.log(`Stopping (${signal}) …`);
      bench.isStopping = true;
      void bench.end().finally(() => process.exit(code));
    });
}
