import { expect, test } from "vitest";
import { apiDocument } from "@/lib/rest/operations";
import { schemaRows, typeText } from "./schema-rows";

const rowsOf = (name: string) => schemaRows({ $ref: `#/components/schemas/${name}` }, apiDocument());

test("lists a body's values at every depth, with their types", () => {
  const rows = new Map(rowsOf("RobotCreate").map((row) => [row.path, row]));
  expect([...rows.keys()]).toEqual([
    ...["name", "duration", "level", "permissions", "permissions[].kind", "permissions[].namespace"],
    ...["permissions[].access", "permissions[].access[].resource", "permissions[].access[].action"],
    ...["permissions[].access[].effect", "permissions[].repositories", "description", "contact", "disable"],
    "allowed_addresses",
  ]);
  expect(rows.get("level")).toMatchObject({ type: '"project" or "system"', required: true });
  expect(rows.get("duration")?.type).toBe("-1 or integer from 1 to 2147483646");
  expect(rows.get("permissions")?.type).toBe("list of objects");
  expect(rows.get("disable")).toMatchObject({ type: "true or false", required: false });
  expect(rows.get("description")).toMatchObject({ type: "text, at most 1000 characters", required: false });
});

test("shows no range for values without bounds of their own", () => {
  expect(typeText({ type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })).toBe(
    "integer",
  );
  expect(typeText({ type: "string", format: "date-time" })).toBe("time (RFC 3339)");
  expect(typeText({})).toBe("anything");
});
