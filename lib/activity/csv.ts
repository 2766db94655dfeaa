/** What spreadsheets read as the start of a formula (OWASP, "CSV injection"), including full-width look-alikes. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/;
/**
 * The same after a `;`, a tab or a line break, possibly with quotes and whitespace in between: a spreadsheet that
 * separates by `;` or tab reads the quotes as text, splits there, and starts a cell with the rest.
 */
const FORMULA_INSIDE = /([;\t\r\n]["\p{White_Space}\p{Cc}\p{Cf}]*)(?=[=+\-@＝＋－＠])/gu;

/**
 * One record of a CSV file (RFC 4180), with every text quoted, ending in CRLF. An apostrophe before each formula makes
 * spreadsheets treat it as text.
 */
export function csvRecord(fields: readonly (string | number | null)[]): string {
  return `${fields.map(csvField).join(",")}\r\n`;
}

function csvField(value: string | number | null): string {
  if (typeof value === "number") return String(value);
  const text = value ?? "";
  const inside = text.replace(FORMULA_INSIDE, "$1'");
  const harmless = FORMULA_START.test(text) ? `'${inside}` : inside;
  return `"${harmless.replaceAll('"', '""')}"`;
}
