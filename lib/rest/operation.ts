import type { z } from "zod";
import type { Actor, Caller, RequestContext } from "@/lib/access/caller";
import type { AuditAction } from "../audit/schema";
import type { AppError } from "../errors";
import type { Reply } from "./reply";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Method = (typeof METHODS)[number];
type OwnMethod = Exclude<Method, "OPTIONS">;

/** A response without a schema and text is empty. */
export type ReplyInfo = {
  description: string;
  schema?: z.ZodType;
  text?: boolean;
  headers?: readonly string[];
};

/** Who may call: anyone, authenticated callers, or people only. */
type Access = "anyone" | "callers" | "people";

export type Input<Params, Query, Body, Who> = {
  caller: Who;
  /** The pieces of an uploaded file; nothing for operations that don't take one. */
  file: AsyncIterable<Uint8Array>;
  context: RequestContext;
  headers: Headers;
  params: Params;
  query: Query;
  body: Body;
};

/** The input of `hidden`, with the verb's error. */
type Hidden<Params, Query, Body, Who> = Omit<Input<Params, Query, Body, Who>, "headers" | "context" | "file"> & {
  error: AppError;
};

type Text = { id: string; tag: string; summary: string; description?: string };

/** One method of one path. It both serves requests and describes itself in the OpenAPI document. */
export type Operation = Text & {
  method: OwnMethod;
  /** Below `/api/v2.0`, such as `/robots/{id}`. */
  path: string;
  access: Access;
  /** For operations of people: the audit action if a robot tries. */
  attempt: AuditAction | undefined;
  params: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
  /** Request headers that it reads, with their descriptions. */
  headers: Readonly<Record<string, string>>;
  body: z.ZodType | undefined;
  /** Takes a file of at most so many bytes instead of JSON, and reads it as it arrives. */
  file: number | undefined;
  replies: Readonly<Record<number, ReplyInfo>>;
  /** Errors in the body begin with its place, such as `documents[0].robots[1]: `. */
  pathInErrors: boolean;
  /** Statuses in addition to those of {@link refusalsOf}. */
  refusals: readonly number[];
  /** Replaces a verb's NOT_FOUND error, such as with Harbor's message. */
  hidden: ((input: Hidden<never, never, never, never>) => AppError) | undefined;
  run: (input: Input<never, never, never, never>) => Promise<Reply>;
};

type Who<A extends Access> = A extends "anyone" ? null : A extends "people" ? Actor : Caller;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type Definition<A extends Access, P, Q, B> = Text &
  Pick<Operation, "method" | "path" | "replies"> &
  Partial<Pick<Operation, "headers" | "refusals" | "attempt" | "file" | "pathInErrors">> & {
    access: A;
    params?: P;
    query?: Q;
    body?: B;
    hidden?: (input: Hidden<Parsed<P>, Parsed<Q>, Parsed<B>, Who<A>>) => AppError;
    run: (input: Input<Parsed<P>, Parsed<Q>, Parsed<B>, Who<A>>) => Promise<Reply>;
  };

/** Infers the types of `run` from the schemas. */
export function operation<
  const A extends Access,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(definition: Definition<A, P, Q, B>): Operation {
  const { params, query, body, file, headers = {}, refusals = [], attempt, hidden, run, ...rest } = definition;
  const { pathInErrors = false } = definition;
  return {
    ...rest,
    params,
    query,
    body,
    file,
    headers,
    refusals,
    attempt,
    pathInErrors,
    // The casts are safe: the input is parsed by these schemas.
    hidden: hidden as Operation["hidden"],
    run: run as Operation["run"],
  };
}

/** Every error status of an operation: those of its kind, and its own. */
export function refusalsOf({ method, access, params, query, body, refusals }: Operation): number[] {
  const isChange = method !== "GET" && method !== "HEAD";
  const all = [
    // Too many requests, or a bug.
    ...[429, 500],
    // Authentication needs the database.
    ...(access === "anyone" ? [] : [401, 503]),
    // A robot where only people may call; a change requested by a page of another site.
    ...(access === "people" || isChange ? [403] : []),
    ...(params || query ? [422] : []),
    ...(body ? [400] : []),
    ...refusals,
  ];
  return [...new Set(all)].sort();
}
