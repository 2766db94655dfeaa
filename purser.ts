import { parseArgs } from "node:util";
import { StartError } from "@/lib/start-error";
import { apply, exportFiles, plan } from "@/operations/apply";
import { backup } from "@/operations/backup";
import { check } from "@/operations/check";
import { copy } from "@/operations/copy";
import { healthcheck } from "@/operations/healthcheck";
import { importVerbs } from "@/operations/import";
import { keys } from "@/operations/keys";
import { restore } from "@/operations/restore";
import { robotVerbs } from "@/operations/robots";
import { UsageError, type Verb } from "@/operations/verb";

const VERBS: Record<string, Verb> = {
  ...robotVerbs,
  ...{ plan, apply, export: exportFiles },
  ...importVerbs,
  ...{ backup, restore, check, copy, healthcheck, keys },
};

const FOOT = `purser NAME --help shows all options of a command.

The commands for robot accounts, files and imports connect to PURSER_URL, as PURSER_USERNAME with PURSER_PASSWORD or
--password-stdin. The others use the settings of the server: DATABASE_URL, DATA_DIR, AUTH_SECRET and so on.`;

/** Options that fit are shown; the others only with --help. */
function usage(): string {
  const short = (name: string, { usage: full }: Verb) => (full.length <= 26 ? full : name);
  const lines = Object.entries(VERBS).map(([name, verb]) => `  purser ${short(name, verb).padEnd(26)} ${verb.summary}`);
  return `Usage:\n${lines.join("\n")}\n\n${FOOT}`;
}

/** The command that the arguments begin with, of one word or two, and what follows it. */
function commandIn(args: readonly string[]): { verb: Verb; rest: string[] } | null {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(" ");
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
    if (verb) return { verb, rest: args.slice(words) };
  }
  return null;
}

/** @returns the exit code: 0 if it worked, 1 if not, 2 if a plan or a dry run found differences */
async function run(args: string[]): Promise<number> {
  const [name] = args;
  if (name === undefined || name === "help" || name === "--help") {
    console.log(usage());
    return name === undefined ? 1 : 0;
  }
  const command = commandIn(args);
  if (!command) throw new UsageError(`There is no command “${name}”.\n${usage()}`);
  const { verb, rest } = command;
  if (rest.includes("--help")) {
    console.log(`Usage: purser ${verb.usage}\n${verb.summary}`);
    return 0;
  }
  const { values, positionals } = parse(verb, rest);
  return verb.run(positionals, values);
}

function parse(verb: Verb, args: string[]) {
  try {
    const { values, positionals } = parseArgs({ args, options: verb.options ?? {}, allowPositionals: true });
    const operands = verb.operands ?? 0;
    const isRight = verb.takesMore ? positionals.length >= operands : positionals.length === operands;
    if (isRight) return { values, positionals };
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
