import { AppError } from "../errors";

/** One condition of a query, with values as text. */
export type Term = { key: string } & (
  | { kind: "exact"; value: string }
  | { kind: "contains"; value: string }
  | { kind: "range"; min: string | null; max: string | null }
  | { kind: "any"; values: string[] }
);

const MAX_TERMS = 20;
const MAX_VALUES = 100;

/**
 * Reads the `q` of a list: `k=v`, `k=~v`, `k=[min~max]`, `k={a b}`, separated by commas. A value can be in double quotes.
 * Some clients URL-encode it twice. Keys ignore case and underscores.
 * @throws AppError BAD_REQUEST
 */
export function parseQuery(q: string): Term[] {
  const text = decodeAgain(q);
  if (text.trim() === "") return [];
  const terms = splitOutside(text, ",").map(parseTerm);
  if (terms.length > MAX_TERMS) throw bad(`at most ${MAX_TERMS} conditions`);
  return terms;
}

/** Undoes up to two extra rounds of URL encoding. A `+` is never a space: robots' login names contain one. */
export function decodeAgain(text: string): string {
  let decoded = text;
  try {
    for (let turn = 0; turn < 2 && /%[0-9a-f]{2}/i.test(decoded); turn++) decoded = decodeURIComponent(decoded);
  } catch {
    // A literal percent sign.
  }
  return decoded;
}

/** `ProjectID`, `project_id` and `projectid` are the same key. */
export function plainKey(key: string): string {
  return key.toLowerCase().replaceAll("_", "");
}

function parseTerm(text: string): Term {
  const at = text.indexOf("=");
  const key = plainKey(text.slice(0, Math.max(at, 0)).trim());
  const value = text.slice(at + 1).trim();
  if (at < 0 || key === "" || value === "")
    throw bad('each condition needs a "=" with a key before it and a value after it');
  const first = value[0];
  if (first === "~") return { key, kind: "contains", value: unquote(value.slice(1)) };
  if (first === "[") return { key, kind: "range", ...range(inside(value, "]")) };
  if (first === "{") return { key, kind: "any", values: list(inside(value, "}")) };
  if (first === "(") throw bad("a list in ( ) is not supported: use { }");
  return { key, kind: "exact", value: unquote(value) };
}

function inside(value: string, close: string): string {
  if (!value.endsWith(close)) throw bad(`“${cut(value)}” has no closing ${close}`);
  return value.slice(1, -1);
}

function range(text: string): { min: string | null; max: string | null } {
  const [min = "", max = "", ...more] = splitOutside(text, "~").map((part) => unquote(part.trim()));
  if (more.length > 0 || !text.includes("~") || (min === "" && max === "")) throw bad("a range is [min~max]");
  return { min: min || null, max: max || null };
}

function list(text: string): string[] {
  const values = splitOutside(text, " ").flatMap((part) => (part === "" ? [] : [unquote(part)]));
  if (values.length === 0 || values.length > MAX_VALUES)
    throw bad(`a list is {a b}, with at most ${MAX_VALUES} values`);
  return values;
}

/** Splits only outside of quotes and brackets. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [""];
  let isQuoted = false;
  let open = "";
  for (const char of text) {
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && open === "" && (char === "[" || char === "{")) open = char === "[" ? "]" : "}";
    else if (!isQuoted && char === open) open = "";
    if (char === separator && !isQuoted && open === "") parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

const cut = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

export function bad(message: string): AppError {
  return new AppError("BAD_REQUEST", `bad query: ${message}`);
}

/** One key of a `sort`: `name`, or `-name` for descending order. */
export type SortKey = { key: string; dir: "asc" | "desc" };

/**
 * Reads the `sort` of a list.
 */
export function parseSort(sort: string): SortKey[] {
  const keys = decodeAgain(sort)
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part): SortKey => (part[0] === "-" ? { key: part.slice(1), dir: "desc" } : { key: part, dir: "asc" }))
    .map(({ key, dir }) => ({ key: plainKey(key), dir }));
  return keys.filter(({ key }, index) => keys.findIndex((other) => other.key === key) === index);
}
