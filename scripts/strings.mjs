// `npm run strings`: prints every text that users see, with its location, to be read in one go as an editor would.
// `npm run strings -- [folder…]`
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";
import { root } from "./install.mjs";

const folders = process.argv.length > 2 ? process.argv.slice(2) : ["app", "components", "lib", "server.ts"];
/** Attributes and properties whose text isn't visible. */
const UNSEEN =
  /^(className|class|id|href|name|type|key|rel|role|htmlFor|variant|size|side|align|method|action|path|tag|kind|code|autoComplete|inputMode|data-.*|aria-(live|controls|describedby|labelledby|haspopup|current|sort|hidden)|d|viewBox|fill|stroke.*|lang|charSet|as|scope|value|reason)$/;
/** Matches words: two of them, or one that starts with a capital and a lowercase letter. */
const WORDS = /(\p{L}+[ ,.:’'“”…-]+\p{L})|^\p{Lu}\p{Ll}+[.…?!:]?$/u;

/** Whether a text is a list of class names, most of which contain a hyphen, a colon or a bracket. @param {string} text */
function isClassList(text) {
  if (/[\p{Lu}.,’“”…?!]\s|[.?!…’”]$/u.test(text)) return false;
  const tokens = text.trim().split(/\s+/);
  return tokens.filter((token) => /[a-z0-9\]][-:[/=][a-z0-9[(*&>]/.test(token)).length * 3 > tokens.length;
}

/** @param {string} folder @returns {string[]} */
function filesIn(folder) {
  if (/\.tsx?$/.test(folder)) return [folder];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) =>
        entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.test\.|generated/.test(join(entry.parentPath, entry.name)),
    )
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** @param {ts.Node} node whether it is an import, a type, a key or an attribute, whose text isn't visible */
function isUnseen(node) {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return true;
  if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
  if (ts.isJsxAttribute(parent)) return UNSEEN.test(parent.name.getText());
  if (ts.isPropertyAssignment(parent) && !ts.isComputedPropertyName(parent.name))
    return UNSEEN.test(parent.name.getText());
  return false;
}

/** @param {ts.Node} node @returns {string | null} */
function textOf(node) {
  if (ts.isJsxText(node)) return node.text.replace(/\s+/g, " ").trim();
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return isUnseen(node) ? null : node.text;
  if (ts.isTemplateExpression(node))
    return isUnseen(node)
      ? null
      : node.head.text +
          node.templateSpans.map((span) => `\${${span.expression.getText()}}${span.literal.text}`).join("");
  return null;
}

for (const path of folders.flatMap(filesIn).sort()) {
  const tree = ts.createSourceFile(path, readFileSync(join(root, path), "utf8"), ts.ScriptTarget.Latest, true);
  /** @param {ts.Node} node */
  const visit = (node) => {
    const text = textOf(node);
    if (text && WORDS.test(text) && !isClassList(text)) {
      const { line } = tree.getLineAndCharacterOfPosition(node.getStart());
      console.log(`${path}:${line + 1}\t${JSON.stringify(text)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
}
