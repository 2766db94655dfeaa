import type { FieldErrors as ServerFieldErrors } from "@/lib/errors";

type Described = { message?: unknown; days?: { message?: unknown } };

/** The message of a form field, also when the fault is in the days inside it. */
export function fieldMessage(error: object | undefined): string | undefined {
  const { message, days } = (error ?? {}) as Described;
  const text = message ?? days?.message;
  return typeof text === "string" && text !== "" ? text : undefined;
}

/** The server's names of fields, as the forms here call them. */
const FORM_NAMES: Record<string, string> = { duration: "expiry", projects: "access" };

/** What the server said about fields this form has. */
export function serverFieldErrors<Name extends string>(
  fields: ServerFieldErrors | undefined,
  names: readonly Name[],
): { name: Name; message: string }[] {
  return Object.entries(fields ?? {}).flatMap(([key, message]) => {
    const name = names.find((known) => known === (FORM_NAMES[key] ?? key));
    return name ? [{ name, message }] : [];
  });
}
