// The laws of the code base that no linter has a rule for; see CONTRIBUTING.md. Part of `npm run check`.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { root } from "./install.mjs";

const MAX_FILE_LINES = 250;
const MAX_MEDIAN_LINES = 60;
const MAX_FUNCTION_LINES = 50;
/** Words that add nothing next to a name. */
const FILLER = new Set([
  "a",
  "an",
  "the",
  "of",
  "to",
  "for",
  "in",
  "is",
  "its",
  "this",
  "that",
  "and",
  "whether",
  "with",
]);
const FORBIDDEN_NAMES = /(^|\/)(index|utils?|helpers?|types|misc|common)\.tsx?$/;
const SHIPPED = ["app", "components", "lib"];

const isTest = (/** @type {string} */ path) => /\.(test|spec|shots)\.tsx?$/.test(path);

/** @param {string} folder @returns {string[]} paths from the root */
function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.parentPath.includes("generated"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"));
}

/** @param {string} path */
function parse(path) {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** @param {ReturnType<typeof parse>} file @param {(node: ts.Node) => void} visit */
function walk({ tree }, visit) {
  /** @param {ts.Node} node */
  const step = (node) => {
    visit(node);
    ts.forEachChild(node, step);
  };
  step(tree);
}

/** @param {string} text */
const lineCount = (text) => text.split("\n").length - (text.endsWith("\n") ? 1 : 0);

/** @param {ReturnType<typeof parse>} file @returns {string[]} */
function longFunctions(file) {
  /** @type {string[]} */
  const faults = [];
  walk(file, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return;
    const start = file.tree.getLineAndCharacterOfPosition(node.getStart()).line;
    const lines = file.tree.getLineAndCharacterOfPosition(node.end).line - start + 1;
    if (lines > MAX_FUNCTION_LINES) faults.push(`${file.path}:${start + 1} a function of ${lines} lines`);
  });
  return faults;
}

/** @param {string} text @returns {string[]} lowercase words without their endings */
function stems(text) {
  const words =
    text
      .replace(/([a-z])([A-Z])/g, "$1 $2")
      .toLowerCase()
      .match(/[a-z]+/g) ?? [];
  return words.filter((word) => !FILLER.has(word)).map((word) => word.replace(/(?:es|s|ed|ing)$/, ""));
}

/** @param {ReturnType<typeof parse>} file @returns {string[]} one-line doc comments that only use words of the name */
function echoingComments(file) {
  /** @type {string[]} */
  const faults = [];
  const found = file.text.matchAll(
    /\/\*\* ([^*\n]+) \*\/\n\s*(?:export )?(?:default )?(?:async )?(?:const|function|type|class|interface|let)\*? (\w+)/g,
  );
  for (const [, comment = "", name = ""] of found) {
    const known = new Set(stems(name));
    const words = stems(comment);
    if (words.length > 0 && words.every((word) => known.has(word))) faults.push(`${file.path} “${comment}” on ${name}`);
  }
  return faults;
}

/** @param {ReturnType<typeof parse>} file @returns {string[]} */
function moduleState(file) {
  /** @type {string[]} */
  const faults = [];
  for (const statement of file.tree.statements) {
    if (!ts.isVariableStatement(statement) || !(statement.declarationList.flags & ts.NodeFlags.Let)) continue;
    const { line } = file.tree.getLineAndCharacterOfPosition(statement.getStart());
    faults.push(`${file.path}:${line + 1} module-level state: keep it with perProcess()`);
  }
  return faults;
}

const deepImports = (/** @type {ReturnType<typeof parse>} */ { path, text }) =>
  /from "\.\.\/\.\.\/\.\.\//.test(text) ? [`${path} imports three folders up: use @/`] : [];

/** @returns {string[]} */
export function faults() {
  const files = SHIPPED.flatMap(filesIn)
    .filter((path) => !isTest(path))
    .map(parse);
  const lengths = files.filter(({ path }) => path.startsWith("lib/")).map(({ text }) => lineCount(text));
  const median = lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
  return [
    ...files
      .filter(({ text }) => lineCount(text) > MAX_FILE_LINES)
      .map(({ path }) => `${path} has more than ${MAX_FILE_LINES} lines`),
    ...(median > MAX_MEDIAN_LINES
      ? [`the median file of lib has ${median} lines; ${MAX_MEDIAN_LINES} is the most`]
      : []),
    ...files.filter(({ path }) => FORBIDDEN_NAMES.test(path)).map(({ path }) => `${path} is not named for what it is`),
    ...files.flatMap(longFunctions),
    ...files.flatMap(echoingComments),
    ...files.filter(({ path }) => path.startsWith("lib/")).flatMap(moduleState),
    ...files.flatMap(deepImports),
  ];
}

const found = faults();
for (const fault of found) console.log(fault);
process.exitCode = found.length > 0 ? 1 : 0;
