import type { JsonSchema, OpenApi } from "@/lib/rest/openapi";

/** One value of a JSON object at any depth, such as `permissions[].access[].action`. */
export type SchemaRow = { path: string; type: string; required: boolean; description: string | null };

type Schema = {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  format?: string;
};

export function schemaRows(schema: JsonSchema, { components }: Pick<OpenApi, "components">): SchemaRow[] {
  const named = (found: Schema): Schema => {
    const name = found.$ref?.split("/").at(-1);
    return name ? ((components.schemas[name] ?? {}) as Schema) : found;
  };
  const inside = (found: Schema, path: string): SchemaRow[] => {
    const { items, properties = {}, required = [] } = present(named(found), named);
    if (items) return inside(items, `${path}[]`);
    return Object.entries(properties).flatMap(([name, value]) => {
      const shown = present(named(value), named);
      const at = path ? `${path}.${name}` : name;
      const { description = null } = { ...shown, ...value };
      return [
        { path: at, type: typeText(shown, named), required: required.includes(name), description },
        ...inside(value, at),
      ];
    });
  };
  return inside(schema as Schema, "");
}

/** Drops the null variant: sending null means the same as omitting the value. */
function present(schema: Schema, named: (schema: Schema) => Schema): Schema {
  const [only, ...more] = (schema.anyOf ?? []).filter(({ type }) => type !== "null");
  return only && more.length === 0 ? { ...named(only), description: schema.description ?? only.description } : schema;
}

export function typeText(schema: JsonSchema, named: (schema: Schema) => Schema = (found) => found): string {
  const { type, enum: choices, anyOf, items, minimum, maximum, maxLength, format, ...rest } = schema as Schema;
  if ("const" in rest) return JSON.stringify(rest.const);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(" or ");
  if (anyOf) return anyOf.map((option) => typeText(named(option), named)).join(" or ");
  if (items) return named(items).type === "object" ? "list of objects" : `list of ${typeText(named(items), named)}`;
  if (format === "date-time") return "time (RFC 3339)";
  if (type === "integer" && isBounded(minimum, maximum)) return `integer from ${minimum} to ${maximum}`;
  if (maxLength !== undefined) return `text, at most ${maxLength} characters`;
  return { string: "text", boolean: "true or false" }[type ?? ""] ?? type ?? "anything";
}

/** True for a chosen range, false for that of every integer. */
const isBounded = (minimum = -Infinity, maximum = Infinity) =>
  Math.abs(minimum) < Number.MAX_SAFE_INTEGER && maximum < Number.MAX_SAFE_INTEGER;
