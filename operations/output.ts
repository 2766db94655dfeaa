import { stringify } from "yaml";
import { UsageError } from "@/operations/verb";

const PLAIN = ["table", "json", "yaml"] as const;
const WITH_SECRET = [...PLAIN, "env", "dockerconfig", "k8s-secret"] as const;
export type PlainFormat = (typeof PLAIN)[number];
export type SecretFormat = (typeof WITH_SECRET)[number];

export const OUTPUT_OPTION = { output: { type: "string", short: "o" } } as const;

function oneOf<Format extends string>(formats: readonly Format[], given: unknown): Format | null {
  if (given === undefined) return null;
  const found = formats.find((format) => format === given);
  if (found) return found;
  throw new UsageError(`-o ${String(given)} isn’t possible here: use ${formats.join(", ")}.`);
}

/** @throws UsageError for another format */
export const plainFormat = (given: unknown): PlainFormat => oneOf(PLAIN, given) ?? "table";

/** Null without -o: a secret then goes to a file. @throws UsageError for another format */
export const secretFormat = (given: unknown): SecretFormat | null => oneOf(WITH_SECRET, given);

export function asText(format: PlainFormat, value: unknown, table: () => readonly (readonly string[])[]): string {
  if (format === "json") return `${JSON.stringify(value, null, 2)}\n`;
  return format === "yaml" ? stringify(value, { lineWidth: 0 }) : tableText(table());
}

/** Lines of aligned columns. Control characters of a name or description don't reach the terminal. */
function tableText(rows: readonly (readonly string[])[]): string {
  const clean = rows.map((row) => row.map((cell) => cell.replace(/\p{Cc}+/gu, " ")));
  const widths = (clean[0] ?? []).map((_, column) => Math.max(...clean.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return clean.map((row) => `${line(row).trimEnd()}\n`).join("");
}
