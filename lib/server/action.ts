import { headers } from "next/headers";
import type { z } from "zod";
import type { Actor } from "@/lib/access/caller";
import { toAppError } from "@/lib/db/errors";
import { AppError, type ErrorCode, type FieldErrors } from "@/lib/errors";
import { REQUEST_ID_HEADER } from "@/lib/http";
import { log } from "@/lib/log";
import { noteReached } from "@/lib/request-notes";
import { requireActor } from "./actor";

/** What a server action answers: a value or a reason in plain words, never an exception's own text. */
export type ActionResult<Data> =
  | { ok: true; data: Data }
  | { ok: false; code: ErrorCode; message: string; fields?: FieldErrors };

/**
 * A server action over a verb: parse → actor → verb → result.
 * @param after runs when the verb succeeded, such as revalidating a path
 */
export function defineAction<Schema extends z.ZodType, Data>(
  schema: Schema,
  verb: (actor: Actor, input: z.output<Schema>) => Promise<Data>,
  after?: (input: z.output<Schema>) => void,
): (input: z.input<Schema>) => Promise<ActionResult<Data>> {
  return (input) =>
    answer(async () => {
      const actor = await requireActor();
      const parsed = parseInput(schema, input);
      const data = await verb(actor, parsed);
      after?.(parsed);
      return data;
    });
}

/**
 * Parses what a caller sent.
 * @throws AppError UNPROCESSABLE with one message per field
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: FieldErrors = {};
  for (const issue of parsed.error.issues) fields[String(issue.path[0] ?? "form")] ??= issue.message;
  throw new AppError("UNPROCESSABLE", "Some fields need your attention.", { fields });
}

/**
 * What an action got as its form: the types say a form, but anybody can send anything.
 * @throws AppError BAD_REQUEST for anything else
 */
export function requireForm(given: unknown): FormData {
  if (given instanceof FormData) return given;
  throw new AppError("BAD_REQUEST", "An action for a form was called without one.");
}

/** Turns what `body` throws into a result. What nobody expected is logged under an id, which is all the client sees of it. */
export async function answer<Data>(body: () => Promise<Data>): Promise<ActionResult<Data>> {
  noteReached();
  try {
    return { ok: true, data: await body() };
  } catch (error) {
    if (isFrameworkSignal(error)) throw error;
    const known = toAppError(error);
    if (known)
      return { ok: false, code: known.code, message: known.message, ...(known.fields && { fields: known.fields }) };
    const requestId = (await headers()).get(REQUEST_ID_HEADER);
    log.error({ err: error, requestId }, "server action failed");
    const message = `Something went wrong. If it keeps happening, give your operator this ID: ${requestId ?? "none"}.`;
    return { ok: false, code: "INTERNAL", message };
  }
}

/** `redirect()` and `notFound()` travel as exceptions; they are Next's. */
function isFrameworkSignal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "digest" in error && String(error.digest).startsWith("NEXT_");
}
