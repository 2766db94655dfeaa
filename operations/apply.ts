import { stringify } from "yaml";
import { CONNECTION_OPTIONS, type Connection, connect, RequestFailed } from "@/operations/connection";
import { type FileDocument, readDocuments, withPlace } from "@/operations/document-files";
import { asText, OUTPUT_OPTION, type PlainFormat, plainFormat } from "@/operations/output";
import { changeText, type ShownChange, summaryText } from "@/operations/plan-text";
import { placeIn } from "@/operations/robots";
import { maybeMade, reserveFile } from "@/operations/secret-output";
import { type OptionValues, UsageError, type Verb } from "@/operations/verb";

const FILES = { file: { type: "string", short: "f", multiple: true } } as const;
const OPTIONS = {
  ...CONNECTION_OPTIONS,
  ...OUTPUT_OPTION,
  ...FILES,
  owner: { type: "string" },
  prune: { type: "boolean" },
  "allow-replace": { type: "boolean" },
} as const;

/** A file may create 500 robot accounts. */
const TIMEOUT_MS = 120_000;
const ROTATE = "compare with “purser export”, and rotate those that are new with “purser robots rotate NAME”.";

async function filesIn(options: OptionValues): Promise<FileDocument[]> {
  const names = ((options.file ?? []) as string[]).map(String);
  if (names.length === 0)
    throw new UsageError("Name the files with -f FILE; a folder, or - for standard input, works too.");
  if (options["password-stdin"] === true && names.includes("-"))
    throw new UsageError("Standard input is either the password or the file: take the password from PURSER_PASSWORD.");
  return readDocuments(names);
}

/** @throws StartError with the place in the file of what the server refuses */
async function send(
  connection: Connection,
  files: readonly FileDocument[],
  options: OptionValues,
  dryRun: boolean,
): Promise<ShownChange[]> {
  const body = {
    ...{ documents: files.map(({ value }) => value), owner: options.owner, dryRun },
    ...{ prune: options.prune === true, allowReplace: options["allow-replace"] === true },
  };
  try {
    const { body: applied } = await connection.send("POST", "/apply", { body, timeoutMs: TIMEOUT_MS });
    return (applied as { changes: ShownChange[] }).changes;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw dryRun ? error : maybeMade(error, ROTATE);
    throw new RequestFailed(withPlace(files, error.message), error.status, error.code);
  }
}

function print(format: PlainFormat | null, changes: readonly ShownChange[], isPlan: boolean): void {
  if (format && format !== "table") process.stdout.write(asText(format, changes, () => []));
  else console.log([...changes.flatMap(changeText), summaryText(changes, isPlan)].join("\n"));
}

const formatIn = ({ output }: OptionValues) => (output === undefined ? null : plainFormat(output));

export const plan: Verb = {
  usage: "plan -f FILE … [--owner NAME [--prune]] [--allow-replace] [-o table|json|yaml]",
  summary: "shows what apply would change; exits with 2 if anything",
  options: OPTIONS,
  async run(_, options) {
    const format = formatIn(options);
    const files = await filesIn(options);
    const changes = await send(await connect(options), files, options, true);
    print(format, changes, true);
    return changes.some(({ action }) => action !== "none") ? 2 : 0;
  },
};

export const apply: Verb = {
  usage: "apply -f FILE … [--owner NAME [--prune]] [--allow-replace] [-o table|json|yaml | --secret-file FILE]",
  summary: "makes robot accounts what files say; new secrets go to a file, or with -o to standard output",
  options: { ...OPTIONS, "secret-file": { type: "string" } },
  async run(_, options) {
    const format = formatIn(options);
    const files = await filesIn(options);
    const connection = await connect(options);
    if (format) {
      const changes = await send(connection, files, options, false);
      print(format, changes, false);
      if (format === "table") for (const { name, secret } of changes) if (secret) console.log(`${name}  ${secret}`);
      return 0;
    }
    const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 17);
    const reserved = reserveFile(String(options["secret-file"] ?? `purser-secrets-${stamp}.json`));
    const changes = await dropping(reserved.drop, () => send(connection, files, options, false));
    const secrets = changes.flatMap(({ name, secret }) => (secret ? [{ name, secret }] : []));
    if (secrets.length === 0) reserved.drop();
    else reserved.write(`${JSON.stringify(secrets, null, 2)}\n`);
    print(null, changes, false);
    if (secrets.length > 0) console.log(`The new secrets are in ${reserved.path}`);
    return 0;
  },
};

async function dropping<T>(drop: () => void, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    drop();
    throw error;
  }
}

export const exportFiles: Verb = {
  usage: "export --project NAME | --level system [-o yaml|json]",
  summary: "writes robot accounts as a file to standard output",
  options: { ...CONNECTION_OPTIONS, ...OUTPUT_OPTION, project: { type: "string" }, level: { type: "string" } },
  async run(_, options) {
    const format = options.output === undefined ? "yaml" : plainFormat(options.output);
    if (format === "table") throw new UsageError("-o table isn’t possible here: use yaml, json.");
    const place = placeIn(options);
    const connection = await connect(options);
    const { body } = await connection.send("GET", "/export", { query: { project: place ?? undefined } });
    const { documents } = body as { documents: unknown[] };
    const text = documents.map((one) => stringify(one, { lineWidth: 0 }));
    process.stdout.write(format === "json" ? `${JSON.stringify(documents, null, 2)}\n` : text.join("---\n"));
    return 0;
  },
};
