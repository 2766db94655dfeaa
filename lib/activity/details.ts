import { NEVER } from "@/lib/access/expiry";
import { API_PERMISSIONS, PROJECT_PERMISSIONS, SYSTEM_PERMISSIONS } from "@/lib/access/permissions";
import { days as daysText, numberText } from "@/lib/number-text";
import { AS_INSTANCE, loggedRule, RULE_KEYS } from "@/lib/policies/rules";

const EMPTY = "–";

/** A time is ISO 8601 text or epoch seconds, shown in the reader's time zone. */
export type AuditValue = { kind: "text"; text: string } | { kind: "time"; time: string | number };

type ListItem = { text: string; mark: "added" | "removed" | "kept" | null };

/** One line about an audit row: a fact, a changed value, or a list with its changes. */
export type AuditDetail =
  | { label: string; kind: "fact"; value: AuditValue }
  | { label: string; kind: "change"; before: AuditValue; after: AuditValue }
  | { label: string; kind: "list"; items: ListItem[] };

type Fields = Record<string, unknown>;

const LABELS: Record<string, string> = {
  allowedAddresses: "Only from these addresses",
  code: "Reason",
  cutoff: "Older than",
  days: "Kept for",
  expiresAt: "Expires",
  isAdmin: "System admin",
  kind: "New secret",
  managedBy: "Managed by",
  oldSecretEndsAt: "Old secret ends",
  repositories: "Only these repositories",
  robots: "Robot accounts",
  system: "System permissions",
  ...byRule(({ label }) => label),
};

const WORDS: Record<string, Record<string, string>> = {
  code: {
    DENIED: "It would have granted more than it has, or for longer",
    FORBIDDEN: "Their role does not allow it",
    NOT_FOUND: "No role here, so they were told that it doesn’t exist",
    UNAUTHORIZED: "Disabled or deleted before it was finished",
  },
  kind: { generated: "Generated", manual: "Set manually" },
  reason: { leaked: "The old secret leaked", reused: "A secret that no longer works was used" },
  role: { admin: "Project admin", viewer: "Viewer" },
  secret: { current: "The current one", old: "The old one" },
  ...byRule(({ none, rule, periods }) => ({
    ...{ allowed: none, forbidden: rule, inherit: AS_INSTANCE },
    ...Object.fromEntries(periods.map(({ seconds, label }) => [seconds, label])),
  })),
};

/** What null means for a number of days. */
const NO_DAYS: Record<string, string> = { days: "Indefinitely", ...byRule(({ none }) => none) };

function byRule<T>(of: (logged: ReturnType<typeof loggedRule>) => T): Record<string, T> {
  return Object.fromEntries(RULE_KEYS.map(loggedRule).map((logged) => [logged.key, of(logged)]));
}

/** Lists that a row leaves out where there is no limit. */
const NO_LIMIT = { allowedAddresses: true, repositories: true };

const PROJECT_LABELS = labelsOf([...PROJECT_PERMISSIONS, ...API_PERMISSIONS]);
const SYSTEM_LABELS = labelsOf(SYSTEM_PERMISSIONS);

function labelsOf(permissions: readonly { key: string; label: string }[]) {
  return new Map(permissions.map(({ key, label }) => [key, label]));
}

/** A system robot can have access to a thousand projects. */
const MAX_ITEMS = 50;

/** Turns the stored JSON of a row into lines for people. Unknown content is shown as it is. */
export function describeDetails(json: string): AuditDetail[] {
  const details = readFields(json);
  if (!details) return [fact("details", json)];
  const { before, after, ...facts } = details;
  const lines = Object.entries(facts).map(([key, value]) => fact(key, value));
  if (!isFields(before) && !isFields(after)) return lines;
  return [...lines, ...describeChange(isFields(before) ? before : null, isFields(after) ? after : null)];
}

/** The differences between two states, or the whole state if there is only one. */
function describeChange(before: Fields | null, after: Fields | null): AuditDetail[] {
  if (!before || !after) return Object.entries(before ?? after ?? {}).map(([key, value]) => fact(key, value));
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys
    .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
    .map((key) => change(key, before[key], after[key]));
}

function change(key: string, before: unknown, after: unknown): AuditDetail {
  const label = labelOf(key);
  const [old, current] = key in NO_LIMIT ? [before ?? [], after ?? []] : [before, after];
  if (!isTexts(old) || !isTexts(current)) {
    return { label, kind: "change", before: toValue(key, before), after: toValue(key, after) };
  }
  const [was, is] = [new Set(old), new Set(current)];
  const items = [...new Set([...current, ...old])].map((item) => ({
    text: itemText(key, item),
    mark: !was.has(item) ? ("added" as const) : is.has(item) ? ("kept" as const) : ("removed" as const),
  }));
  // If the list is cut, the changes must be in what remains.
  const changedFirst = items.length > MAX_ITEMS ? items.toSorted((a, b) => rank(a) - rank(b)) : items;
  return { label, kind: "list", items: firstOf(changedFirst) };
}

const rank = ({ mark }: ListItem) => (mark === "kept" ? 1 : 0);

function firstOf(items: ListItem[]): ListItem[] {
  if (items.length <= MAX_ITEMS) return items;
  const more = numberText(items.length - MAX_ITEMS);
  return [...items.slice(0, MAX_ITEMS), { text: `and ${more} more`, mark: null }];
}

function fact(key: string, value: unknown): AuditDetail {
  const label = labelOf(key);
  if (isTexts(value) && value.length > 0)
    return { label, kind: "list", items: firstOf(value.map((item) => ({ text: itemText(key, item), mark: null }))) };
  return { label, kind: "fact", value: toValue(key, value) };
}

/** Epoch seconds. */
const TIMES = new Set(["expiresAt", "oldSecretEndsAt"]);

function toValue(key: string, value: unknown): AuditValue {
  if (TIMES.has(key) && typeof value === "number" && value !== NEVER) return { kind: "time", time: value };
  if (key === "cutoff" && typeof value === "string") return { kind: "time", time: value };
  return { kind: "text", text: textOf(key, value) };
}

function textOf(key: string, value: unknown): string {
  if (key === "expiresAt" && value === NEVER) return "Never";
  if (typeof value === "number" && WORDS[key]?.[value] !== undefined) return WORDS[key][value];
  if (key in NO_DAYS && (value === null || typeof value === "number"))
    return value === null ? (NO_DAYS[key] ?? "") : daysText(value);
  if (typeof value === "string") return WORDS[key]?.[value] ?? (value || EMPTY);
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return EMPTY;
  return typeof value === "number" ? numberText(value) : JSON.stringify(value);
}

/** A permission's label, or the labels in a line "<project>: <permissions>". */
function itemText(key: string, item: string): string {
  if (key !== "projects") return (key === "system" ? SYSTEM_LABELS : PROJECT_LABELS).get(item) ?? item;
  const [project = "", keys = ""] = item.split(": ", 2);
  const labels = keys.split(", ").map((permission) => PROJECT_LABELS.get(permission) ?? permission);
  return `${project.replace(/^\*(?= |$)/, "Every project")}: ${labels.join(", ")}`;
}

/** "lastUsedAt" → "Last used at". */
function labelOf(key: string): string {
  const words = key.replace(/(?<=[a-z0-9])(?=[A-Z])/g, " ").toLowerCase();
  return LABELS[key] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function readFields(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
