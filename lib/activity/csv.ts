/** What a spreadsheet takes for the start of a formula (OWASP, "CSV injection"), full-width look-alikes included. */
const FORMULA_START = /^[=+\-@＝＋－＠\t\r\n]/;
/**
 * The same after a `;`, a tab or a line break, with or without quotes and blanks between: a spreadsheet set to `;` or
 * tab takes the quotes for text, splits there and begins a cell with the rest.
 */
const FORMULA_INSIDE = /([;\t\r\n]["\p{White_Space}\p{Cc}\p{Cf}]*)(?=[=+\-@＝＋－＠])/gu;

/**
 * One record of a CSV file (RFC 4180): every field quoted, ended by CRLF. Text that a spreadsheet would run as a
 * formula gets an apostrophe in front of the formula, which makes it text there.
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
