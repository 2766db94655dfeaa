import { parseInstant } from "../audit/schema";
import { AppError } from "../errors";
import { type FieldValue, ROBOT_FIELDS, type RobotCondition, type RobotField, type RobotSort } from "../robots/filter";
import { bad, parseQuery, parseSort, plainKey, type Term } from "./query-grammar";

/** `projectId`: null for system robots. */
export type RobotQuery = { projectId: number | null; conditions: RobotCondition[] };

const FIELDS = new Map((Object.keys(ROBOT_FIELDS) as RobotField[]).map((field) => [plainKey(field), field]));
const MAX_ID = 2_147_483_647;

/**
 * Reads the `q` of a list of robots. Without a level it lists system robots.
 * @throws AppError BAD_REQUEST for an unknown key, and for a value that doesn't fit its field
 */
export function robotQuery(q: string): RobotQuery {
  const terms = parseQuery(q);
  const level = exactOf(terms, "level");
  if (level !== null && level !== "project" && level !== "system")
    throw new AppError("BAD_REQUEST", `bad request error level input: ${level.slice(0, 100)}`);
  const project = exactOf(terms, "projectid");
  if (level === "project" && project === null)
    throw new AppError("BAD_REQUEST", "must with project ID when to query project robots");
  const conditions = terms.filter(({ key }) => key !== "level" && key !== "projectid").map(conditionOf);
  return { projectId: level === "project" ? projectId(project ?? "") : null, conditions };
}

/** The value of a key that supports only `k=v`; null if the key is absent. */
function exactOf(terms: readonly Term[], key: string): string | null {
  const [term, ...more] = terms.filter((found) => found.key === key);
  if (more.length > 0) throw bad(`${key} is given twice`);
  if (!term) return null;
  if (term.kind === "exact") return term.value;
  if (key === "level") throw new AppError("BAD_REQUEST", "bad request error level input: not a single value");
  throw bad(`${key} takes a single value`);
}

function projectId(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw bad("ProjectID must be a project's id");
  // No project has an id that is too large for the column, nor 0.
  const id = Number(text);
  return id > MAX_ID ? 0 : id;
}

function fieldOf(key: string): RobotField {
  const field = FIELDS.get(key);
  if (!field)
    throw bad(
      `robots cannot be filtered or sorted by “${key.slice(0, 60)}”, only by ${[...FIELDS.values()].join(", ")}`,
    );
  return field;
}

function conditionOf(term: Term): RobotCondition {
  const field = fieldOf(term.key);
  const { type } = ROBOT_FIELDS[field];
  if (term.kind === "contains") {
    if (type !== "text") throw bad(`${field} can only be compared as a whole`);
    return { field, contains: textOf(field, term.value) };
  }
  if (term.kind === "range") {
    if (type === "text" || type === "boolean") throw bad(`${field} doesn't support ranges`);
    const end = (text: string | null) => (text === null ? undefined : fieldValue(field, text));
    return { field, min: end(term.min), max: end(term.max) };
  }
  const values = term.kind === "any" ? term.values : [term.value];
  return { field, any: values.map((value) => fieldValue(field, value)) };
}

function fieldValue(field: RobotField, text: string): FieldValue {
  const { type } = ROBOT_FIELDS[field];
  if (type === "text") return textOf(field, text);
  if (type === "boolean") {
    if (text !== "true" && text !== "false") throw bad(`${field} must be true or false`);
    return text === "true";
  }
  if (type === "time") return timeOf(field, text);
  if (!/^-?\d{1,15}$/.test(text)) throw bad(`${field} must be a whole number`);
  return Number(text);
}

function timeOf(field: RobotField, text: string): Date {
  const time = parseInstant(text.replace(" ", "T"));
  if (!time) throw bad(`${field} must be a time such as 2026-08-21T10:00:00Z`);
  return time;
}

/** An unencoded plus in a login name arrives as a space, which no name contains. */
function textOf(field: RobotField, text: string): string {
  if (/\0|[\ud800-\udfff]/u.test(text)) throw bad(`${field} contains a character that isn't allowed`);
  return field === "name" ? text.replaceAll(" ", "+") : text;
}

/**
 * Reads the `sort` of a list of robots; the default is by name.
 * @throws AppError BAD_REQUEST for an unknown key
 */
export function robotSorts(sort: string): RobotSort[] {
  const sorts = parseSort(sort).map(({ key, dir }) => ({ field: fieldOf(key), dir }));
  return sorts.length > 0 ? sorts : [{ field: "name", dir: "asc" }];
}
