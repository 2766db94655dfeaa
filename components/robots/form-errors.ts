type Described = { message?: unknown; days?: { message?: unknown } };

/** The message of a form field, also when the fault is in the days inside it. */
export function fieldMessage(error: object | undefined): string | undefined {
  const { message, days } = (error ?? {}) as Described;
  const text = message ?? days?.message;
  return typeof text === "string" && text !== "" ? text : undefined;
}
