import { z } from "zod";
import { sessionCookieName } from "../credentials/session-cookie";
import { type Operation, type ReplyInfo, refusalsOf } from "./operation";

export type JsonSchema = { [key: string]: unknown };
export type ParameterObject = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: JsonSchema;
};
type Content = Record<string, { schema: JsonSchema }>;
export type ResponseObject = { description: string; headers?: Record<string, object>; content?: Content };
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
/** Only the parts that this program reads. */
export type OpenApi = {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OperationObject>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
};

const REFUSALS: Record<number, string> = {
  400: "The request is invalid; the message says why.",
  401: "Credentials are missing or wrong.",
  403: "The caller isn’t allowed to do this.",
  404: "It doesn’t exist, or the caller isn’t allowed to see it.",
  409: "It already exists, or someone else changed it at the same time.",
  412: "It has changed since you read it.",
  422: "A parameter or value is invalid.",
  429: "Too many requests or failed attempts. Retry-After is the number of seconds to wait.",
  500: "Internal error. Purser’s log has the cause under the request’s id.",
  503: "The database isn’t responding, or too many requests are waiting. Retry-After is the number of seconds to wait.",
};

const HEADERS: Record<string, object> = {
  "X-Request-Id": { description: "The request’s id in Purser’s log.", schema: { type: "string" } },
  "X-Total-Count": {
    description: "The total, counted up to 10,000. Beyond that, a lower bound that grows while there are more pages.",
    schema: { type: "integer" },
  },
  Link: { description: "The previous and next pages (RFC 8288).", schema: { type: "string" } },
  Location: { description: "Path of what was created.", schema: { type: "string" } },
  ETag: { description: "Identifies this version, for If-Match.", schema: { type: "string" } },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
};

const errorsSchema = z
  .object({ errors: z.array(z.object({ code: z.string(), message: z.string() })) })
  .meta({ id: "Errors" });

const FILE: Content = { "application/octet-stream": { schema: {} } };

/** Builds the OpenAPI 3.1 document from the schemas that parse the requests. */
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
      description: "Robot accounts for container registries, compatible with Harbor’s clients.",
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
        session: { type: "apiKey", in: "cookie", name: sessionCookieName(), description: "A session of the console." },
      },
    },
  };
}

type Schemas = OpenApi["components"]["schemas"];

function documented(operation: Operation, schemas: Schemas): OperationObject {
  const { id, tag, summary, description, access, params, query, headers, body, file } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    security: access === "anyone" ? [] : [{ basic: [] }, { session: [] }],
    parameters: [
      ...parameters("path", params),
      ...parameters("query", query),
      ...Object.entries(headers).map(([name, text]) => ({
        ...{ name, in: "header" as const, required: false, description: text },
        schema: { type: "string" },
      })),
    ],
    ...(body && { requestBody: { required: true as const, content: json(body, schemas, "input") } }),
    ...(file && { requestBody: { required: true as const, content: FILE } }),
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

/** Named schemas go to the components and are referenced. */
function json(schema: z.ZodType, schemas: Schemas, io: "input" | "output"): Content {
  const { $schema: _, $defs = {}, ...root } = z.toJSONSchema(schema, { io }) as JsonSchema & { $defs?: Schemas };
  for (const [name, found] of Object.entries($defs)) schemas[name] = rebase(found);
  return { "application/json": { schema: rebase(root) } };
}

/** Points references at the document's components. */
function rebase<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/')) as Value;
}
