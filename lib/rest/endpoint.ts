import type { z } from "zod";
import type { Caller, RequestContext } from "@/lib/access/caller";
import { refuse } from "../audit/service";
import { toAppError } from "../db/errors";
import { pathText } from "../documents/path";
import { AppError } from "../errors";
import { log } from "../log";
import { managesSystemRobots } from "../robots/access";
import { fileOf, MAX_BODY_BYTES, readJson, SMALL_BODY_BYTES } from "./body";
import { authenticate, contextOf, rateLimitKey } from "./caller";
import { type Operation, refusalsOf } from "./operation";
import { operations } from "./operations";
import { decodeAgain } from "./query-grammar";
import { countRequest } from "./rate";
import { envelope, methodRefusal, type Reply, refusal, toResponse } from "./reply";

const BASE = "/api/v2.0";

/** Handles every request to the API. The operations are its routes. */
export async function handle(request: Request): Promise<Response> {
  const { method } = request;
  const own = operationsAt(new URL(request.url).pathname);
  if (own.length === 0) return toResponse(envelope(404, "NOT_FOUND", "path not found"), method);
  const found = own.find((operation) => operation.method === method);
  return found ? answer(found, request) : toResponse(methodRefusal(own.map((operation) => operation.method)), method);
}

function operationsAt(pathname: string): Operation[] {
  // Dots in a path can lead out of the API after the path was routed here.
  if (!pathname.startsWith(`${BASE}/`)) return [];
  const given = partsOf(pathname);
  return operations.filter(({ path }) => {
    const parts = path.split("/");
    return parts.length === given.length && parts.every((part, index) => isParameter(part) || part === given[index]);
  });
}

const partsOf = (pathname: string) => pathname.slice(BASE.length).split("/");

const isParameter = (part: string) => part.startsWith("{");

async function answer(operation: Operation, request: Request): Promise<Response> {
  const context = contextOf(request);
  const reply = await replyTo(operation, request, context).catch((error: unknown) =>
    failure(operation, error, context),
  );
  return toResponse(reply, request.method);
}

/**
 * Turns an error into a response. Unexpected ones, including statuses missing from the OpenAPI document, are logged under
 * the request's id, which is all the caller gets.
 */
function failure(operation: Operation, error: unknown, { requestId }: RequestContext): Reply {
  const known = toAppError(error);
  const reply = known && refusal(known);
  if (reply && refusalsOf(operation).includes(reply.status)) return reply;
  log.error({ err: error, requestId, operation: operation.id }, "REST API request failed");
  return refusal(new AppError("INTERNAL", `something went wrong; look for ${requestId} in Purser's log`));
}

async function replyTo(operation: Operation, request: Request, context: RequestContext): Promise<Reply> {
  const caller = operation.access === "anyone" ? null : await authenticate(request);
  countRequest(rateLimitKey(caller, context));
  if (caller && operation.access === "people") await assertPerson(operation, caller, request);
  const url = new URL(request.url);
  const params = parse(operation.params, pathValues(operation, url.pathname), "UNPROCESSABLE");
  const query = parse(operation.query, Object.fromEntries([...url.searchParams].reverse()), "UNPROCESSABLE");
  const body = operation.body && parseBody(operation, await readJson(request, bodyLimit(caller)));
  const file = fileOf(request, operation.file ?? 0);
  const given = { caller, context, headers: request.headers, params, query, body, file };
  try {
    return assertDeclared(operation, await operation.run(given as never));
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "NOT_FOUND" || !operation.hidden) throw error;
    throw operation.hidden({ ...given, error } as never);
  }
}

/** Only callers who may create system robots can make the server parse megabytes. */
export function bodyLimit(caller: Caller | null): number {
  return caller && managesSystemRobots(caller, "robot:create") ? MAX_BODY_BYTES : SMALL_BODY_BYTES;
}

/** @throws AppError FORBIDDEN for a robot, with an audit row if it tried to change something */
async function assertPerson({ attempt }: Operation, caller: Caller, request: Request): Promise<void> {
  if (caller.type !== "robot") return;
  const message = "robot accounts can't do this";
  if (!attempt) throw new AppError("FORBIDDEN", message);
  const targetName = new URL(request.url).pathname.slice(BASE.length);
  await refuse({ actor: caller, action: attempt, targetName }, "FORBIDDEN", message);
}

/** A status missing from the OpenAPI document is a bug. */
function assertDeclared(operation: Operation, reply: Reply): Reply {
  if (operation.replies[reply.status]) return reply;
  throw new Error(`${operation.id} returned ${reply.status}, which isn't in its OpenAPI document`);
}

/** @throws AppError BAD_REQUEST with the first issue */
function parseBody({ body, pathInErrors }: Operation, value: unknown): unknown {
  if (!body || !pathInErrors) return parse(body, value, "BAD_REQUEST");
  const parsed = body.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = pathText(issue?.path ?? []);
  throw new AppError("BAD_REQUEST", `${place && `${place}: `}${issue?.message ?? "bad request"}`);
}

/** @throws AppError with this code and the first issue */
function parse(schema: z.ZodType | undefined, value: unknown, code: "BAD_REQUEST" | "UNPROCESSABLE"): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError(code, parsed.error.issues[0]?.message ?? "bad request");
}

/** Decoded more than once, because some clients encode path values twice. */
function pathValues({ path }: Operation, pathname: string): Record<string, string> {
  const given = partsOf(pathname);
  const pairs = path.split("/").map((part, index): [string, string] => [part, given[index] ?? ""]);
  return Object.fromEntries(
    pairs.filter(([part]) => isParameter(part)).map(([part, value]) => [part.slice(1, -1), decodeAgain(value)]),
  );
}
