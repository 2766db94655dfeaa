import { parseArgs } from "node:util";
import { StartError } from "@/lib/start-error";
import { backup } from "@/operations/backup";
import { check } from "@/operations/check";
import { copy } from "@/operations/copy";
import { healthcheck } from "@/operations/healthcheck";
import { restore } from "@/operations/restore";
import { UsageError, type Verb } from "@/operations/verb";

const VERBS: Record<string, Verb> = { backup, restore, check, copy, healthcheck };

function usage(): string {
  const lines = Object.values(VERBS).map((verb) => `  purser ${verb.usage.padEnd(26)} ${verb.summary}`);
  return `Usage:\n${lines.join("\n")}\n\nThe settings are those of the server: DATABASE_URL, DATA_DIR, AUTH_SECRET and so on.`;
}

/** @returns the exit code: 0 if it worked, 1 if not */
async function run([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help") {
    console.log(usage());
    return name === undefined ? 1 : 0;
  }
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (!verb) throw new UsageError(`There is no command “${name}”.\n${usage()}`);
  const { values, positionals } = parse(verb, rest);
  return verb.run(positionals, values);
}

function parse(verb: Verb, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: verb.options ?? {}, allowPositionals: true });
    if (positionals.length === (verb.operands ?? 0)) return { values, positionals };
  } catch (error) {
    // Node says which option it doesn't know.
    throw new UsageError(`${(error as Error).message}\nUsage: purser ${verb.usage}`);
  }
  throw new UsageError(`Usage: purser ${verb.usage}`);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof UsageError || error instanceof StartError) console.error(error.message);
  else console.error(`It didn’t work: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
