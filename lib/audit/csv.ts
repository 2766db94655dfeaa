/** What a spreadsheet takes for the start of a formula (OWASP, "CSV injection"), its full-width look-alikes included. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/;

/**
 * One record of a CSV file (RFC 4180): every field quoted, ended by CRLF. Text that a spreadsheet would run as a
 * formula gets an apostrophe in front, which makes it text there.
 */
export function csvRecord(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const harmless = FORMULA_START.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
