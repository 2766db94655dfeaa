import { openAsBlob } from "node:fs";
import { text } from "node:stream/consumers";
import type { ImportReport, ImportShown, ImportSource } from "@/lib/imports/schema";
import { StartError } from "@/lib/start-error";
import { CONNECTION_OPTIONS, type Connection, connect } from "@/operations/connection";
import { type FromHarbor, fetchHarborRobots, withNewSecrets } from "@/operations/harbor-api";
import { fetchQuayRobots } from "@/operations/quay";
import { reserveFile } from "@/operations/secret-output";
import { type OptionValues, UsageError, type Verb } from "@/operations/verb";

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  "dry-run": { type: "boolean" },
  "keep-ids": { type: "boolean" },
  prefix: { type: "string" },
  project: { type: "string" },
  "learn-from": { type: "string" },
  "learn-days": { type: "string" },
} as const;

const HELP = "[--dry-run] [--keep-ids] [--prefix 'robot$'] [--project NAME] [--learn-from REGISTRY] [--learn-days N]";

/**
 * Imports files one after the other: two Harbors can use the same ids, so each file is read by itself.
 * @returns the exit code: 0 done, or nothing to do; 2 if a dry run found differences
 */
async function importFiles(source: ImportSource, files: readonly Blob[], options: OptionValues): Promise<number> {
  if (files.length > 1 && options["keep-ids"] === true)
    throw new UsageError("--keep-ids goes with one file: only an instance without robots can keep ids.");
  const connection = await connect(options);
  let code = 0;
  for (const file of files) code = Math.max(code, await importFile(connection, source, file, options));
  return code;
}

async function importFile(
  connection: Connection,
  source: ImportSource,
  file: Blob,
  options: OptionValues,
  beforeApply: (report: ImportReport) => void = () => {},
): Promise<number> {
  const query = {
    source,
    keep_ids: options["keep-ids"] === true ? "true" : undefined,
    prefix: textOf(options.prefix),
    project: textOf(options.project),
    learn_from: textOf(options["learn-from"]),
    learn_days: textOf(options["learn-days"]),
  };
  const { body } = await connection.send("POST", "/imports", { query, file });
  const { id, report } = body as ImportShown;
  for (const line of reportLines(report)) console.log(line);
  if (options["dry-run"] === true) return differs(report) ? 2 : 0;
  beforeApply(report);
  const applied = await applyAll(connection, id);
  console.log(`Imported ${applied.robots.imported} robot accounts (import ${id}).`);
  return 0;
}

const textOf = (value: OptionValues[string]) => (typeof value === "string" ? value : undefined);

async function applyAll(connection: Connection, id: number): Promise<ImportShown> {
  for (;;) {
    const { status, body } = await connection.send("POST", `/imports/${id}/apply`);
    const shown = body as ImportShown;
    if (status === 200) return shown;
    console.error(`${shown.batches.done} of ${shown.batches.total} batches done`);
  }
}

function differs({ robots, projects, members }: ImportReport): boolean {
  return robots.new + robots.conflicts + robots.cannot_move + projects.new + members.new > 0;
}

function reportLines(report: ImportReport): string[] {
  const { robots, projects, members } = report;
  const lists = [
    ["New access to what is here already", report.existing],
    ["Name taken", report.conflicts],
    ["Can’t be imported", report.cannot_move],
    ["Imported as disabled", report.disabled],
    ["Not imported", report.not_moved],
  ] as const;
  return [
    `Robot accounts: ${robots.new} new of ${robots.total}, ${robots.already_here} imported before`,
    `Projects: ${projects.new} new of ${projects.total}. Members: ${members.new} new of ${members.total}`,
    ...lists.flatMap(([title, { items }]) => items.map(({ name, reason }) => `${title}: ${name}: ${reason}`)),
    ...report.outside_policy.items.map((name) => `Expires later than the policy allows: ${name}`),
    ...report.permissions.map(({ from, to, robots: count }) => `Permission ${from} → ${to ?? "left out"} (${count})`),
  ];
}

function fileVerb(source: ImportSource, summary: string): Verb {
  return {
    usage: `import ${source} FILE… ${HELP}`,
    summary,
    options: OPTIONS,
    operands: 1,
    takesMore: true,
    run: async (paths, options) => importFiles(source, await Promise.all(paths.map(open)), options),
  };
}

async function open(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path);
  } catch {
    throw new StartError(`${path} can’t be read. Name a file that exists.`);
  }
}

const quay: Verb = {
  usage: `import quay --org NAME --from URL ${HELP}`,
  summary: "imports an organization’s robots; reads Quay’s token from standard input",
  options: { ...OPTIONS, org: { type: "string" }, from: { type: "string" } },
  async run(_, options) {
    const [org, from] = [textOf(options.org), textOf(options.from)];
    if (!org || !from) throw new UsageError("Name the organization with --org and Quay’s address with --from.");
    if (options["password-stdin"] === true)
      throw new UsageError("Standard input is for Quay’s token. Set PURSER_PASSWORD instead of --password-stdin.");
    const token = (await text(process.stdin)).trim();
    if (token === "") throw new UsageError("Standard input is empty. Pipe Quay’s token into it.");
    return importFiles("quay", [new Blob([JSON.stringify(await fetchQuayRobots(from, org, token))])], options);
  },
};

const harborApi: Verb = {
  usage: "import harbor-api --from URL [--dry-run] [--prefix 'robot$'] [--secret-file FILE]",
  summary: "imports Harbor’s robots with new secrets; USERNAME:PASSWORD of a Harbor admin comes on standard input",
  options: {
    ...CONNECTION_OPTIONS,
    ...{ "dry-run": { type: "boolean" }, prefix: { type: "string" }, from: { type: "string" } },
    "secret-file": { type: "string", default: "harbor-secrets.json" },
  },
  async run(_, options) {
    const from = textOf(options.from);
    if (!from) throw new UsageError("Name Harbor’s address with --from.");
    if (options["password-stdin"] === true)
      throw new UsageError("Standard input is for Harbor’s password: set PURSER_PASSWORD instead of --password-stdin.");
    const connection = await connect(options);
    const credentials = (await text(process.stdin)).replace(/[\r\n]+$/, "");
    if (!/^[^:]+:./.test(credentials))
      throw new UsageError("Pipe USERNAME:PASSWORD of a Harbor admin into standard input.");
    const found = await fetchHarborRobots(from, credentials);
    const here = await namesHere(connection, found);
    const { file, secrets } = withNewSecrets(found, textOf(options.prefix) ?? "robot$", here);
    if (options["dry-run"] === true || secrets.size === 0) return importFile(connection, "harbor", file, options);
    return importFile(connection, "harbor", file, options, (report) => {
      // Before they exist, so that none is lost.
      for (const { name } of [...report.conflicts.items, ...report.cannot_move.items]) secrets.delete(name);
      const reserved = reserveFile(String(options["secret-file"]));
      const made = Array.from(secrets, ([name, secret]) => ({ name, secret }));
      reserved.write(`${JSON.stringify(made, null, 2)}\n`);
      console.log(`New secrets are in ${reserved.path}`);
    });
  },
};

/** Login names of the robots in the same places. */
async function namesHere(connection: Connection, { projects }: FromHarbor): Promise<Set<string>> {
  const known = new Set(projects.map(({ name }) => name));
  const same = ((await connection.all("/projects")) as { project_id: number; name: string }[]).filter(({ name }) =>
    known.has(name),
  );
  const rows = await connection.all("/robots");
  for (const { project_id: id } of same)
    rows.push(...(await connection.all("/robots", { q: `Level=project,ProjectID=${id}` })));
  return new Set((rows as { name: string }[]).map(({ name }) => name));
}

export const importVerbs: Record<string, Verb> = {
  "import harbor": fileVerb("harbor", "imports robots with their secrets from a file that Settings → Import describes"),
  "import harbor-api": harborApi,
  "import htpasswd": fileVerb("htpasswd", "imports the users of a registry with bcrypt passwords into --project"),
  "import docker-auth": fileVerb("docker-auth", "imports the users of docker_auth’s configuration"),
  "import jsonl": fileVerb("jsonl", "imports robots from JSON lines"),
  "import quay": quay,
};
