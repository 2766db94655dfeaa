import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Document, isMap, isPair, isScalar, LineCounter, type ParsedNode, parseAllDocuments } from "yaml";
import { placeIn } from "@/lib/documents/path";
import { documentSchema } from "@/lib/documents/schema";
import { StartError } from "@/lib/start-error";
import { fromHarborFile, isHarborFile, unknownKeys } from "@/operations/harbor-file";

type Parsed = Document.Parsed<ParsedNode>;
type Path = readonly PropertyKey[];

/** A document of a file, and where its parts are. */
export type FileDocument = {
  value: unknown;
  /** `file:line:column` of what a path in the document leads to. */
  place(path: Path, key?: string): string;
};

/**
 * Reads and checks files, folders of them, and `-` for standard input.
 * @throws StartError naming every fault with its line and column
 */
export async function readDocuments(names: readonly string[], warn = console.error): Promise<FileDocument[]> {
  const files = names.flatMap(filesIn);
  const read: FileDocument[] = [];
  const faults: string[] = [];
  for (const file of files) {
    const content = file === "-" ? await text(process.stdin) : contentOf(file);
    for (const document of parseFile(file === "-" ? "standard input" : file, content, faults, warn)) {
      faults.push(...faultsOf(document));
      read.push(document);
    }
  }
  if (faults.length > 0) throw new StartError(faults.join("\n"));
  if (read.length === 0) throw new StartError(`There is no robot file in ${names.join(", ")}.`);
  return read;
}

function filesIn(name: string): string[] {
  if (name === "-") return ["-"];
  if (!statSync(name, { throwIfNoEntry: false })?.isDirectory()) return [name];
  const found = readdirSync(name, { recursive: true, encoding: "utf8" }).filter((file) => /\.ya?ml$/.test(file));
  return found.sort().map((file) => join(name, file));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new StartError(`${file} can’t be read: ${(error as NodeJS.ErrnoException).code}.`);
  }
}

/** JSON is YAML, so it is read too. */
function parseFile(file: string, content: string, faults: string[], warn: (text: string) => void): FileDocument[] {
  const lines = new LineCounter();
  const all = parseAllDocuments(content, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const documents = Array.isArray(all) ? (all as Parsed[]) : [];
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  for (const { errors } of documents) for (const { pos, message } of errors) faults.push(`${at(pos[0])}: ${message}`);
  if (faults.length > 0) return [];
  return documents
    .filter(({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null))
    .map((document) => {
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      const place: FileDocument["place"] = (path, key) => at(offsetOf(document, path, key));
      if (!isHarborFile(value)) return { value, place };
      for (const { path, key } of unknownKeys(value)) faults.push(noKey(place(path, key), key));
      // A fault of what it becomes is shown at the file's beginning: its parts have other places there.
      return { value: fromHarborFile(value, (fault) => warn(`${place([])}: ${fault}`)), place: () => place([]) };
    });
}

/** The start of a value, of a key in a map, or of the nearest part around it. */
function offsetOf(document: Parsed, path: Path, key?: string): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const part = path.slice(0, depth);
    const node = depth === 0 ? document.contents : document.getIn(part, true);
    if (isMap(node) && key !== undefined && depth === path.length) {
      const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === key);
      const range = isPair(pair) && isScalar(pair.key) ? pair.key.range : null;
      if (range) return range[0];
    }
    const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}

const noKey = (place: string, key: string) => `${place}: there is no key “${key}” here`;

function faultsOf({ value, place }: FileDocument): string[] {
  const parsed = documentSchema.safeParse(value);
  return (parsed.error?.issues ?? []).flatMap((issue) => {
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => noKey(place(issue.path, key), key));
    const name = issue.path.findLast((part) => typeof part === "string");
    return [`${place(issue.path)}: ${name === undefined ? "" : `${String(name)}: `}${issue.message}`];
  });
}

/** A server's error that begins with `documents[0].robots[1]`, with the place in the file instead. */
export function withPlace(documents: readonly FileDocument[], message: string): string {
  const found = placeIn(message);
  const [, index, ...path] = found?.path ?? [];
  const document = typeof index === "number" ? documents[index] : undefined;
  return found && document ? `${document.place(path)}: ${found.rest}` : message;
}
