import type { z } from "zod";
import type { Actor, Caller, RequestContext } from "@/lib/access/caller";
import type { AuditAction } from "../audit/schema";
import type { AppError } from "../errors";
import type { Reply } from "./reply";

export const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
export type Method = (typeof METHODS)[number];
type OwnMethod = Exclude<Method, "OPTIONS">;

/** What a reply of one status carries. Without a schema and text it is empty. */
export type ReplyInfo = {
  description: string;
  schema?: z.ZodType;
  text?: boolean;
  headers?: readonly string[];
};

/** Who may call: anybody, everybody who can prove who they are, or people only. */
type Access = "anybody" | "callers" | "people";

/** What an operation is given: parsed, and for `people` with the guarantee that it is one. */
export type Input<Params, Query, Body, Who> = {
  caller: Who;
  context: RequestContext;
  headers: Headers;
  params: Params;
  query: Query;
  body: Body;
};

/** What is asked how “not found” is told: the same, and the verb's own error. */
type Hidden<Params, Query, Body, Who> = Omit<Input<Params, Query, Body, Who>, "headers" | "context"> & {
  error: AppError;
};

type Text = { id: string; tag: string; summary: string; description?: string };

/** One method of one path, as data: what serves the request and what the document is made from. */
export type Operation = Text & {
  method: OwnMethod;
  /** Under `/api/v2.0`, as in `/robots/{id}`. */
  path: string;
  access: Access;
  /** Of an operation for people: what the log calls a robot's try. */
  attempt: AuditAction | undefined;
  params: z.ZodObject | undefined;
  query: z.ZodObject | undefined;
  /** Request headers that it heeds, with what they are for. */
  headers: Readonly<Record<string, string>>;
  body: z.ZodType | undefined;
  replies: Readonly<Record<number, ReplyInfo>>;
  /** Statuses of refusals beyond those that its kind has: see {@link refusalsOf}. */
  refusals: readonly number[];
  /** How the verbs' “not found” is told here. */
  hidden: ((input: Hidden<never, never, never, never>) => AppError) | undefined;
  run: (input: Input<never, never, never, never>) => Promise<Reply>;
};

type Who<A extends Access> = A extends "anybody" ? null : A extends "people" ? Actor : Caller;
type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

type Definition<A extends Access, P, Q, B> = Text &
  Pick<Operation, "method" | "path" | "replies"> &
  Partial<Pick<Operation, "headers" | "refusals" | "attempt">> & {
    access: A;
    params?: P;
    query?: Q;
    body?: B;
    hidden?: (input: Hidden<Parsed<P>, Parsed<Q>, Parsed<B>, Who<A>>) => AppError;
    run: (input: Input<Parsed<P>, Parsed<Q>, Parsed<B>, Who<A>>) => Promise<Reply>;
  };

/** An operation whose `run` has the types of its schemas. */
export function operation<
  const A extends Access,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(definition: Definition<A, P, Q, B>): Operation {
  const { params, query, body, headers = {}, refusals = [], attempt, hidden, run, ...rest } = definition;
  return {
    ...rest,
    params,
    query,
    body,
    headers,
    refusals,
    attempt,
    // What is parsed is what the schemas beside it say.
    hidden: hidden as Operation["hidden"],
    run: run as Operation["run"],
  };
}

/** Every status with which an operation can refuse: those of its kind, and its own. */
export function refusalsOf({ method, access, params, query, body, refusals }: Operation): number[] {
  const isChange = method !== "GET" && method !== "HEAD";
  const all = [
    // Too many requests, or a defect.
    ...[429, 500],
    // Who calls is looked up in the database, which may not answer.
    ...(access === "anybody" ? [] : [401, 503]),
    // A robot where only people may; a change that a foreign page asks for.
    ...(access === "people" || isChange ? [403] : []),
    ...(params || query ? [422] : []),
    ...(body ? [400] : []),
    ...refusals,
  ];
  return [...new Set(all)].sort();
}
