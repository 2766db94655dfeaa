import Ajv2020, { type ValidateFunction } from "ajv/dist/2020.js";
import type { OpenApi, OperationObject } from "@/lib/rest/openapi";

/** One operation of the document. */
export type Documented = { method: string; path: string; operation: OperationObject };
export type Received = { status: number; headers: Headers; text: string };

/** Checks replies against the OpenAPI document that the server publishes. */
export type Checker = {
  document: OpenApi;
  operations: Documented[];
  /** The operation of a request; undefined if the document has none. */
  find: (method: string, path: string) => Documented | undefined;
  /** What is wrong with a reply; null if it matches the document. */
  fault: (method: string, path: string, reply: Received) => string | null;
};

/** Reads the document from the running server. */
export async function readDocument(url: string): Promise<Checker> {
  const document = (await (await fetch(`${url}/api/v2.0/openapi.json`)).json()) as OpenApi;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: "doc", ...document });
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const compiled = new Map<string, ValidateFunction>();
  const validator = (pointer: string) => {
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `doc#${pointer}` });
    compiled.set(pointer, known);
    return known;
  };
  const find: Checker["find"] = (method, path) =>
    operations.find((known) => known.method === method && pattern(known.path).test(path.split("?", 1)[0] ?? ""));
  const fault: Checker["fault"] = (method, path, reply) => {
    if (!/^[\w-]{36}$/.test(reply.headers.get("x-request-id") ?? "")) return "no X-Request-Id";
    if (reply.headers.has("access-control-allow-origin")) return "CORS";
    const found = find(method, path);
    if (!found) return undocumentedFault(operations, path, method, reply);
    const response = found.operation.responses[String(reply.status)];
    if (!response) return `status ${reply.status} is not documented`;
    const missing = Object.keys(response.headers ?? {}).filter((name) => name !== "Link" && !reply.headers.has(name));
    if (missing.length > 0) return `no ${missing.join(", ")}`;
    const [[type] = []] = Object.entries(response.content ?? {});
    if (!type) return reply.text === "" ? null : "content where there should be none";
    if (!reply.headers.get("content-type")?.startsWith(type))
      return `${reply.headers.get("content-type")}, not ${type}`;
    if (type !== "application/json") return null;
    const pointer = ["paths", found.path, method.toLowerCase(), "responses", reply.status, "content", type, "schema"];
    const validate = validator(pointer.map((part) => `/${encode(String(part))}`).join(""));
    return validate(JSON.parse(reply.text)) ? null : ajv.errorsText(validate.errors);
  };
  return { document, operations, find, fault };
}

/** Encodes a part of a JSON pointer for use in a URI. */
const encode = (part: string) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));

function pattern(path: string): RegExp {
  const parts = path.split("/").map((part) => (part.startsWith("{") ? "[^/]+" : part.replaceAll(".", "\\.")));
  return new RegExp(`^/api/v2\\.0${parts.join("/")}$`);
}

/** Unknown requests get 404 or, with an Allow header of the existing methods, 405. */
function undocumentedFault(operations: Documented[], path: string, method: string, reply: Received): string | null {
  const bare = path.split("?", 1)[0] ?? "";
  const allowed = operations.filter((known) => pattern(known.path).test(bare)).map((known) => known.method);
  const expected = allowed.length > 0 ? 405 : 404;
  if (reply.status !== expected) return `${reply.status}, not ${expected}, for what is not documented`;
  if (allowed.length > 0 && reply.headers.get("allow") !== allowed.join(", ")) return "Allow is not the document’s";
  return method === "HEAD" || /^\{"errors":\[\{"code":"[A-Z_]+","message":".+"\}\]\}$/.test(reply.text)
    ? null
    : "no envelope";
}
