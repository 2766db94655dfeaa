import { z } from "zod";
import { sessionCookieName } from "../credentials/session-cookie";
import { type Operation, type ReplyInfo, refusalsOf } from "./operation";

/** A JSON Schema as the document holds it. */
export type JsonSchema = { [key: string]: unknown };
/** A parameter of an operation. */
export type ParameterObject = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
type Content = Record<string, { schema: JsonSchema }>;
export type ResponseObject = { description: string; headers?: Record<string, object>; content?: Content };
/** One operation of the document. */
export type OperationObject = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: object[];
  parameters: ParameterObject[];
  requestBody?: { required: true; content: Content };
  responses: Record<string, ResponseObject>;
};
/** The document, as far as this program reads it again. */
export type OpenApi = {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
};

const REFUSALS: Record<number, string> = {
  400: "The request breaks a rule; the message says which.",
  401: "Nobody, or a wrong name, password or secret.",
  403: "The caller may not do this.",
  404: "It does not exist, or the caller may not see it.",
  409: "It is there already, or somebody else changed it at the same time.",
  412: "It has changed since it was read.",
  422: "A parameter or a value cannot be taken.",
  429: "Too many requests or failed attempts; Retry-After says how many seconds to wait.",
  500: "A defect here; the log names it by the request’s id.",
  503: "The database does not answer, or too much is waiting; Retry-After says when to try again.",
};

const HEADERS: Record<string, object> = {
  "X-Request-Id": { description: "The request’s id, as the log has it.", schema: { type: "string" } },
  "X-Total-Count": {
    description: "The total, counted up to 10,000. Beyond that, a lower bound that grows while there are more pages.",
    schema: { type: "integer" },
  },
  Link: { description: "The pages beside this one (RFC 8288).", schema: { type: "string" } },
  Location: { description: "Where it is.", schema: { type: "string" } },
  ETag: { description: "Its state, for If-Match.", schema: { type: "string" } },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};

const errorsSchema = z
  .object({ errors: z.array(z.object({ code: z.string(), message: z.string() })) })
  .meta({ id: "Errors" });

/** Builds the OpenAPI 3.1 document from the very schemas that parse the requests. */
export function openApi(operations: readonly Operation[], version: string): OpenApi {
  const schemas: OpenApi["components"]["schemas"] = {};
  const paths: OpenApi["paths"] = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = documented(operation, schemas);
    paths[operation.path] = path;
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Purser",
      version,
      description: "Robot accounts for container registries, by the calls that Harbor’s clients know.",
    },
    servers: [{ url: "/api/v2.0" }],
    tags: Array.from(new Set(operations.map(({ tag }) => tag)), (name) => ({ name })),
    paths,
    components: {
      schemas,
      securitySchemes: {
        basic: {
          type: "http",
          scheme: "basic",
          description: "A username and password, or a robot’s login name and secret.",
        },
        session: { type: "apiKey", in: "cookie", name: sessionCookieName(), description: "The console’s session." },
      },
    },
  };
}

type Schemas = OpenApi["components"]["schemas"];

function documented(operation: Operation, schemas: Schemas): OperationObject {
  const { id, tag, summary, description, access, params, query, headers, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: access === "anybody" ? [] : [{ basic: [] }, { session: [] }],
    parameters: [
      ...parameters("path", params),
      ...parameters("query", query),
      ...Object.entries(headers).map(([name, text]) => ({
        ...{ name, in: "header" as const, required: false, description: text },
        schema: { type: "string" },
      })),
    ],
    ...(body && { requestBody: { required: true as const, content: json(body, schemas, "input") } }),
    responses: responses(operation, schemas),
  };
}

function parameters(place: "path" | "query", schema: z.ZodObject | undefined): ParameterObject[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const { description, $schema: _, ...rest } = z.toJSONSchema(field, { io: "output" }) as JsonSchema;
    const required = place === "path" || !z.safeParse(field, undefined).success;
    return { name, in: place, required, ...(typeof description === "string" && { description }), schema: rest };
  });
}

function responses(operation: Operation, schemas: Schemas): OperationObject["responses"] {
  const isHead = operation.method === "HEAD";
  const found: [number, ResponseObject][] = Object.entries(operation.replies).map(([status, info]) => [
    Number(status),
    reply(info, schemas, isHead),
  ]);
  const refusals = refusalsOf(operation).map((status): [number, ResponseObject] => [
    status,
    {
      description: REFUSALS[status] ?? "Refused.",
      headers: pick(["X-Request-Id", ...(status === 429 || status === 503 ? ["Retry-After"] : [])]),
      ...(!isHead && { content: json(errorsSchema, schemas, "output") }),
    },
  ]);
  return Object.fromEntries([...found, ...refusals]);
}

function reply(
  { description, schema, text, headers = [] }: ReplyInfo,
  schemas: Schemas,
  isHead: boolean,
): ResponseObject {
  const content = schema
    ? json(schema, schemas, "output")
    : text && { "text/plain": { schema: { type: "string" } as JsonSchema } };
  return { description, headers: pick(["X-Request-Id", ...headers]), ...(content && !isHead && { content }) };
}

const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, HEADERS[name] ?? {}]));

/** A schema as JSON content. Named ones go to the components and are referred to. */
function json(schema: z.ZodType, schemas: Schemas, io: "input" | "output"): Content {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io }) as JsonSchema & { $defs?: Schemas };
  for (const [name, found] of Object.entries($defs)) schemas[name] = rebase(found);
  return { "application/json": { schema: rebase(root) } };
}

/** The same with references to where the document keeps what is referred to. */
function rebase<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/')) as Value;
}
