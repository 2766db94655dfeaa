import { headers } from "next/headers";
import type { z } from "zod";
import type { Actor } from "@/lib/access/caller";
import { toAppError } from "@/lib/db/errors";
import { AppError, type ErrorCode, type FieldErrors } from "@/lib/errors";
import { REQUEST_ID_HEADER } from "@/lib/http";
import { log } from "@/lib/log";
import { noteReached } from "@/lib/request-notes";
import { requireActor } from "./actor";

/** A value, or a message for people; never the text of an unexpected exception. */
export type ActionResult<Data> =
  | { ok: true; data: Data }
  | { ok: false; code: ErrorCode; message: string; fields?: FieldErrors };

/**
 * Makes a server action of a verb: actor → parse → verb → result.
 * @param after runs if the verb succeeds, such as to revalidate a path
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
 * The types promise a form, but clients can send anything.
 * @throws AppError BAD_REQUEST for anything else
 */
export function requireForm(given: unknown): FormData {
  if (given instanceof FormData) return given;
  throw new AppError("BAD_REQUEST", "This action needs a form.");
}

/** Turns errors into results. Of an unexpected one, the client sees only the id under which it is logged. */
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

/** Next implements `redirect()` and `notFound()` as exceptions. */
function isFrameworkSignal(error: unknown): boolean {
  return typeof error === "object" && error !== null && "digest" in error && String(error.digest).startsWith("NEXT_");
}
