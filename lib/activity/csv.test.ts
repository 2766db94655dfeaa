import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvRecord } from "./csv";

/** A reader made from the grammar of RFC 4180, for quoted fields only. */
function readRecord(record: string): string[] {
  const fields: string[] = [];
  let rest = record;
  for (;;) {
    const [whole, inner] = /^"((?:[^"]|"")*)"/.exec(rest) ?? [];
    if (whole === undefined || inner === undefined) throw new Error(`no field at ${rest}`);
    fields.push(inner.replaceAll('""', '"'));
    rest = rest.slice(whole.length);
    if (rest === "\r\n") return fields;
    if (!rest.startsWith(",")) throw new Error(`no comma at ${rest}`);
    rest = rest.slice(1);
  }
}

describe("a CSV record", () => {
  it("preserves any text that contains no formula", () => {
    const harmless = fc
      .string({ unit: "binary" })
      .filter((text) => !/(^|[;\t\r\n].*)[=+\-@＝＋－＠]|^[\t\r\n]/s.test(text));
    fc.assert(
      fc.property(fc.array(harmless, { minLength: 1 }), (fields) => {
        expect(readRecord(csvRecord(fields))).toEqual(fields);
      }),
    );
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1", '=HYPERLINK("http://x","y")'])(
    "neutralizes %j",
    (formula) => {
      expect(readRecord(csvRecord([formula]))).toEqual([`'${formula}`]);
    },
  );

  it.each([
    ["a;=1+1", "a;'=1+1"],
    ["a;+1;-1;@x", "a;'+1;'-1;'@x"],
    ['a; "=1', `a; "'=1`],
    ["a\t=1", "a\t'=1"],
    ["a\r\n=1", "a\r\n'=1"],
    ["\t=1", "'\t'=1"],
    ["=1;=2", "'=1;'=2"],
    ["a;\u200b＝1", "a;\u200b'＝1"],
    ["a;b=1, c-d", "a;b=1, c-d"],
  ])("neutralizes formulas after semicolons, tabs and line breaks: %j", (text, written) => {
    expect(readRecord(csvRecord([text]))).toEqual([written]);
  });

  it("has no cell that starts a formula, whichever separator a reader uses", () => {
    const hostile = fc.string({ unit: fc.constantFrom(..."=+-@;,\t\r\n\"' a1") });
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (fields) => {
        const record = csvRecord(["x", ...fields]);
        for (const separator of [/[;\r\n]/, /[\t\r\n]/])
          for (const cell of record.split(separator)) expect(cell.replace(/^["\s]*/, "")).not.toMatch(/^[=+\-@]/);
      }),
    );
  });

  it("has unquoted numbers, empty fields for null, and ends with CRLF", () => {
    expect(csvRecord([-7, null, "a,b", 'say "hi"'])).toBe('-7,"","a,b","say ""hi"""\r\n');
  });
});
